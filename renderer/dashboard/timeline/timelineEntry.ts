/**
 * An entry of a worklog as the timeline shows it: what kind it is and what its one line says. Pure. Made once when the entry arrives,
 * so that scrolling words nothing. All of its text is foreign.
 */
import type { Entry } from '../../../shared/domain/entry.ts'
import { kindOfLine } from '../../../shared/summaries/lineKinds.ts'
import { plainText } from '../../../shared/ui/format.ts'
import { t } from '../text.ts'

export const TIMELINE_KINDS = ['change', 'note', 'decision', 'idea', 'next', 'commit', 'push', 'branch', 'agent', 'system'] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

export interface TimelineEntry {
  readonly row: 'entry'
  readonly seq: number
  /** Id of the session. */
  readonly session: string
  readonly at: number
  readonly kind: TimelineKind
  readonly text: string
  /** What the line stands for: files of a change, further lines of a note. Shown when it is opened. */
  readonly more: readonly string[]
}

const MOST_TEXT = 400
/** Lines that one entry opens to. */
const MOST_MORE = 500
/** How lines begin that agents' hooks have given (`main/agents`). */
const AGENT = /^(?:🗣 prompt|✓ turn|▶ cmd|✎ edit)/u
const BULLET = /^ *- /
const CHANGES = /^- Changes: (\d{1,9}) file\(s\)$/

/** `session` is the id as its timeline keeps it. */
export function timelineEntry({ seq, at, kind, lines }: Entry, session: string): TimelineEntry {
  const common = { row: 'entry', seq, session, at } as const
  const [first = '', ...rest] = lines
  const more = rest.slice(0, MOST_MORE).map(bare)
  switch (kind) {
    case 'change':
      return { ...common, kind, ...changed(first, more) }
    case 'note':
      return { ...common, ...noted(bare(first)), more }
    case 'commit':
      return { ...common, kind, text: bare(first).replace(/^Commit /, ''), more }
    case 'push':
      return { ...common, kind, text: [bare(first), ...more].join(t('separator.dot')), more: NONE }
    case 'branch':
      return { ...common, kind, text: bare(lines.at(-1) ?? '').replace(/^Branch: /, ''), more: NONE }
    default:
      return { ...common, kind: 'system', text: [bare(first), ...more].join(t('separator.dot')), more: NONE }
  }
}

const NONE: readonly string[] = []

/** Without bullet and indentation, on one line. */
function bare(line: string): string {
  return plainText(line.replace(BULLET, '').trim(), MOST_TEXT)
}

/** One file is named; of several the number is, and they are a press away. */
function changed(first: string, files: readonly string[]): Pick<TimelineEntry, 'text' | 'more'> {
  const count = Number(CHANGES.exec(first)?.[1] ?? 0)
  const [only] = files
  if (count === 1 && files.length === 1 && only !== undefined) return { text: only, more: NONE }
  return count === 0 ? { text: bare(first), more: files } : { text: t('timeline.files', { count, names: files.join(', ') }).slice(0, MOST_TEXT), more: files }
}

function noted(text: string): Pick<TimelineEntry, 'kind' | 'text'> {
  if (AGENT.test(text)) return { kind: 'agent', text }
  const said = kindOfLine(text)
  if (said?.kind === 'decision' || said?.kind === 'idea') return { kind: said.kind, text: said.text }
  return said?.kind === 'plan' ? { kind: 'next', text: said.text } : { kind: 'note', text }
}

/** What a chip above the timeline shows. */
export const FILTERS = ['all', 'notes', 'decisions', 'ideas', 'nextSteps', 'changes', 'git', 'agents'] as const
export type Filter = (typeof FILTERS)[number]

const KINDS: Readonly<Record<Filter, readonly TimelineKind[]>> = {
  all: TIMELINE_KINDS,
  notes: ['note', 'decision', 'idea', 'next'],
  decisions: ['decision'],
  ideas: ['idea'],
  nextSteps: ['next'],
  changes: ['change'],
  git: ['commit', 'push', 'branch'],
  agents: ['agent'],
}

export function passes(filter: Filter, { kind }: TimelineEntry): boolean {
  return filter === 'all' || KINDS[filter].includes(kind)
}
