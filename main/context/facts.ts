/**
 * What an entry of a worklog is: a decision, a question, a command that failed. Told from the kind the record gives it and, for
 * notes, from how they begin; pure. The marks are those under which agents' hooks write (prompt, command, turn, decision), the
 * words those that people and the Python program use. What is not recognised stays a note.
 */
import type { Fact, FactKind } from '../../shared/domain/contextData.ts'
import { cleanLine } from './foreignText.ts'

const TEXT_LENGTH = 600
const PATHS_NAMED = 8

/** An entry as it was recorded or stands in a file, redacted. */
export interface RecalledEntry {
  readonly id: string
  /** Backlog id. */
  readonly session: string
  readonly at: number
  /** The record's kind; `note` for entries that only a file has. */
  readonly kind: string
  readonly lines: readonly string[]
}

/** A fact before anybody has looked whether it still holds. */
export type Recalled = Omit<Fact, 'paths' | 'verdict'> & { readonly paths: readonly string[] }

const RECORDED: Readonly<Record<string, FactKind>> = {
  change: 'edit',
  commit: 'commit',
  push: 'commit',
  operation: 'commit',
  branch: 'commit',
  start: 'state',
  stop: 'state',
  pause: 'state',
  resume: 'state',
  gap: 'state',
  // Kinds that hooks bring.
  prompt: 'prompt',
  command: 'command',
  edit: 'edit',
  turn_end: 'turn',
  decision: 'decision',
  blocker: 'blocker',
  plan: 'plan',
  result: 'result',
  error: 'error',
}

/** In the order in which they are tried; the first that fits counts. */
const NOTES: readonly (readonly [kind: FactKind, pattern: RegExp])[] = [
  ['prompt', /^(?:🗣|prompt\s?:)/iu],
  ['command', /^(?:▶|\$ |cmd\b|command\s?:|ran\s?:?\s)/iu],
  ['edit', /^(?:✎|changes:)/iu],
  ['commit', /^(?:commit [\da-f]{7,}\b|pushed to\b|git: )/iu],
  ['state', /^(?:session (?:started|stopped|paused|resumed)|idle timeout reached|branch(?:: | switched)|remote is up-to-date|gap: )/iu],
  ['decision', /^(?:⚖|(?:new |final )?decisions?\s?:|decided\b|we(?:'ll| will) use\b|chose\b|selected\b)/iu],
  ['blocker', /^(?:blockers?\s?:|blocked\b|⚠)|\bblocked (?:by|on)\b/iu],
  ['question', /^(?:question|open question|q)\s?:|\?$/iu],
  ['plan', /^(?:plan|planned|planning|todo|to do|next|next steps?|task|- ?\[ \]|\[ \])\b\s?:?/iu],
  ['idea', /^(?:new )?(?:idea|proposal|proposed|suggestion)\b/iu],
  ['result', /^(?:✓|results?\s?:|(?:tests?|lint|build|typecheck|check|ci)\b.{0,40}\b(?:pass|fail|green|red|ok|broke))/iu],
  ['error', /^(?:error|exception|failed|failure|fails|traceback|panic|crash)|\b(?:stack trace|segfault)\b/iu],
  ['turn', /^turn\s?:/iu],
]
const FAILED = /\bexit(?: code|ed with)? [1-9]\d*\b|\b(?:fail(?:s|ed|ing|ure)?|error|broken|red)\b/i
const SUCCEEDED = /\b(?:0 (?:failures|failed|errors)|no (?:failures|errors)|exit(?: code)? 0)\b/i

/** What the entry says, cleaned; `null` where nothing readable is left. */
export function recall(entry: RecalledEntry): Recalled | null {
  const [first = '', ...rest] = entry.lines.map((line) => line.replace(/^\s*- ?/, ''))
  const kind = kindOf(entry.kind, first)
  const text = cleanLine([first, ...rest].join('\n'), TEXT_LENGTH)
  if (text === '') return null
  const paths = kind === 'edit' ? changedPaths(entry.lines) : namedPaths(text)
  return { id: entry.id, session: entry.session, kind, text, observed_at: entry.at, failed: hasFailed(kind, text), paths }
}

function kindOf(recorded: string, first: string): FactKind {
  const known = RECORDED[recorded]
  if (known !== undefined) return known
  const text = first.trim()
  return NOTES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'note'
}

function hasFailed(kind: FactKind, text: string): boolean {
  if (kind === 'error') return true
  return (kind === 'command' || kind === 'result') && FAILED.test(text) && !SUCCEEDED.test(text)
}

/** The names under `- Changes: N file(s)`. */
function changedPaths(lines: readonly string[]): string[] {
  return lines
    .slice(1)
    .flatMap((line) => /^\s*- (?!\(\+)(.+?)(?: \((?:renamed|moved) from .+\))?$/.exec(line)?.[1] ?? [])
    .slice(0, PATHS_NAMED)
}

/** Words that look like a path of the repository: relative, with an extension or a slash, no address. */
function namedPaths(text: string): string[] {
  const words = text.matchAll(/(?<![\w/:.@-])(?!https?:)(?:[\w.-]+\/)+[\w.-]*\w|(?<![\w/:.@-])[\w-]{2,}\.[a-z][a-z\d]{0,5}(?![\w/])/gi)
  return [...new Set([...words].map(([word]) => word.replace(/^\.\//, '')).filter((word) => !word.split('/').includes('..')))].slice(0, PATHS_NAMED)
}
