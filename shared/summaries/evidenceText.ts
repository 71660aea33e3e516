/** How evidence is written. Apart from the schemas, so that a page can use it without them. Pure. */
import type { Evidence } from './citedSummary.ts'

/** How evidence is written behind a line: `#45`, `3f2a9c1d0`, `line 12`. */
export function evidenceText(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'entry':
      return `#${evidence.seq}`
    case 'commit':
      return evidence.id
    case 'line':
      return `line ${evidence.line}`
  }
}
