/**
 * Sixty sessions as people and agents write them, with what is in each known beforehand: which ideas and decisions, which commits are
 * real and which invented, which paths there are and which there are not. Deterministic.
 */
import type { SourceEntry } from '../shared/summaries/citedExtract.ts'
import { seededRandom } from './crashFiles.ts'

export interface Planted {
  readonly sessionId: string
  readonly entries: readonly SourceEntry[]
  readonly ideas: readonly string[]
  readonly decisions: readonly string[]
  readonly commits: readonly string[]
  readonly paths: readonly string[]
  /** Named somewhere, and nowhere to be found. */
  readonly invented: readonly string[]
}

const SESSIONS = 60
const THINGS = [
  'the registry cache',
  'the token reader',
  'a lock around writes',
  'batches of events',
  'the retry queue',
  'plain sockets',
  'one index a table',
  'the border of modules',
]
const IDEA_FORMS = ['Idea: $', 'New idea: $', 'idea: try $', 'Suggestion: $', 'We could use $ one day', 'Maybe $ would be faster']
const DECISION_FORMS = ['Decision: $', 'Decided: $', 'We will use $', 'decided to keep $', 'Final decision: $', 'Going with $ from now on']
const NOISE = [
  'Looked at the logs for an hour',
  'Enhanced readability of nothing in particular',
  'Lunch',
  'Reading about padded buffers',
  'https://example.com/idea: no',
  'sha256: 9f86d081884c7d65',
]

export function plantedSessions(): Planted[] {
  return Array.from({ length: SESSIONS }, (_, index) => session(index))
}

function session(index: number): Planted {
  const random = seededRandom(1_000 + index)
  const sessionId = `planted-${index}`
  const [ideas, decisions, commits, paths, invented]: string[][] = [[], [], [], [], []]
  const entries: SourceEntry[] = []
  const add = (kind: string, lines: readonly string[], changes?: SourceEntry['changes']): void => {
    const place = { kind: 'entry', session_id: sessionId, seq: entries.length + 1 } as const
    entries.push({ place, at: 1_000 * entries.length, kind, lines, ...(changes === undefined ? {} : { changes }) })
  }
  const thing = (n: number): string => `${THINGS[(index + n) % THINGS.length]} number ${index}-${n}`
  const hash = (n: number): string => ((index * 7_919 + n * 104_729 + 0xabc_def0) * 2_654_435_761).toString(16).slice(-9).padStart(9, 'a')
  add('start', ['- Session started', `- Branch: feat/B-${index}-enhanced-suggestion`])
  for (let n = 0; n < 12; n++) {
    const said = thing(n)
    switch (random(6)) {
      case 0:
        ideas?.push(said)
        add('note', [`- ${(IDEA_FORMS[random(IDEA_FORMS.length)] ?? '').replace('$', said)}`])
        break
      case 1:
        decisions?.push(said)
        add('note', [`- ${(DECISION_FORMS[random(DECISION_FORMS.length)] ?? '').replace('$', said)}`])
        break
      case 2:
        commits?.push(hash(n))
        add('commit', [`- Commit ${hash(n)}: Mend ${said}`])
        break
      case 3: {
        const path = `src/enhanced/idea-${index}-${n}.ts`
        paths?.push(path)
        add('change', ['- Changes: 1 file(s)', `  - ${path}`], [{ path, kind: 'modified' }])
        break
      }
      case 4: {
        const gone = random(2) === 0 ? hash(n + 500) : `src/nowhere/made-up-${index}-${n}.ts`
        invented?.push(gone)
        add('note', [gone.includes('/') ? `- Decision: moved it to ${gone}` : `- Fixed in commit ${gone}`])
        break
      }
      default:
        add('note', [`- ${NOISE[random(NOISE.length)]}`])
    }
  }
  return { sessionId, entries, ideas: ideas ?? [], decisions: decisions ?? [], commits: commits ?? [], paths: paths ?? [], invented: invented ?? [] }
}
