/**
 * What a person types into the search, as a question to the daemon. Pure. Words are words; `is:`, `repo:`, `branch:`, `file:`, `tag:`,
 * `before:` and `after:` narrow it down, and one that is not understood is a word like any other.
 */
import type { CommandInput } from '../../../shared/protocol/commands.ts'

export type SearchAsked = CommandInput<'worklog/search'>

export interface ReadQuery {
  /** `null` where nothing says what is looked for. */
  readonly asked: SearchAsked | null
  /** To be marked where they stand, in lower case. */
  readonly words: readonly string[]
}

const MOST_HITS = 100
const LONGEST = 400
const TOKEN = /^(is|repo|branch|file|tag|before|after):(.+)$/i
const PART = /(?:[a-z]+:)?"[^"]*"|\S+/gi

/** What `is:` knows, and the kinds it stands for. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  decision: ['decision'],
  idea: ['idea'],
  next: ['plan'],
  blocker: ['blocker'],
  done: ['done'],
  note: ['note'],
  change: ['change'],
  commit: ['commit'],
  branch: ['branch'],
  summary: ['summary'],
  session: ['start', 'stop', 'pause', 'resume', 'gap'],
}

interface Narrowed {
  readonly words: string[]
  readonly kinds: string[]
  repo_name?: string
  branch?: string
  tag?: string
  since?: number
  until?: number
}

/** `session` limits it to one; `now` is ms since 1970. */
export function readQuery(text: string, session: string | null, now: number): ReadQuery {
  const found: Narrowed = { words: [], kinds: [] }
  for (const part of text.slice(0, LONGEST).match(PART) ?? []) take(part, found, now)
  const { words, kinds, ...narrowed } = found
  const plain = words.map((word) => word.replaceAll('"', '')).filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (plain.length === 0 && kinds.length === 0) return { asked: null, words: [] }
  const query = words.map(asBeginning).join(' ')
  const asked = { query, limit: MOST_HITS, ...narrowed, ...(kinds.length === 0 ? {} : { kinds: [...kinds] }), ...(session === null ? {} : { session }) }
  return { asked, words: plain.map((word) => word.replace(/\*$/, '').toLowerCase()) }
}

function take(part: string, found: Narrowed, now: number): void {
  const [, name = '', value = ''] = TOKEN.exec(part) ?? []
  const said = value.replaceAll('"', '').trim()
  if (said === '' || !narrow(name.toLowerCase(), said, { found, now })) found.words.push(part)
}

/** False for what is not understood. */
function narrow(name: string, said: string, { found, now }: { readonly found: Narrowed; readonly now: number }): boolean {
  if (name === 'is') return found.kinds.push(...(KINDS[said.toLowerCase()] ?? [])) > 0 && Object.hasOwn(KINDS, said.toLowerCase())
  if (name === 'repo') found.repo_name = said
  else if (name === 'branch') found.branch = said
  else if (name === 'tag') found.tag = said
  else if (name === 'file') found.words.push(`"${said}"`)
  else if (name === 'after' || name === 'before') return bound(name, said, { found, now })
  else return false
  return true
}

function bound(name: 'after' | 'before', said: string, { found, now }: { readonly found: Narrowed; readonly now: number }): boolean {
  const at = timeOf(said, now)
  if (at === null) return false
  if (name === 'after') found.since = at
  else found.until = at
  return true
}

const AGO: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 }

/** `2026-11-22`, `3d`, `12h`, `2w`, `today`, `yesterday`; `null` for what is no time. */
export function timeOf(said: string, now: number): number | null {
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  if (said === 'today') return midnight
  if (said === 'yesterday') return new Date(midnight - 1).setHours(0, 0, 0, 0)
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/i.exec(said) ?? []
  if (count !== undefined) return now - Number(count) * (AGO[unit.toLowerCase()] ?? 0)
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(said) ?? []
  const at = year === undefined ? Number.NaN : new Date(Number(year), Number(month) - 1, Number(day)).getTime()
  return Number.isNaN(at) ? null : at
}

/** The last word may still be being typed, and so may any other: each also finds what begins with it. */
function asBeginning(word: string): string {
  return /^[\p{L}\p{N}]{2,}$/u.test(word) ? `${word}*` : word
}
