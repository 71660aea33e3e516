/**
 * Worklog entries as Markdown, in the Python program's grammar (other tools parse it). Pure. Invariant: whatever text
 * comes in (a note, a file name), it cannot start a line of its own at the margin, so it can never forge an entry.
 */
import type { Change } from '../../shared/domain/entry.ts'
import { localTime } from '../../shared/domain/localTime.ts'
import { foldFolderMoves } from './folderMoves.ts'

/** First line of a worklog. */
export function worklogHeader(backlogId: string): string {
  return `# Worklog ${backlogId}\n`
}

/** An entry as it stands in the file, from the blank line before its heading to its final newline. */
export function renderBlock(entry: { readonly at: number; readonly lines: readonly string[] }): string {
  return `\n## ${localTime(entry.at)}\n\n${entry.lines.join('\n')}\n`
}

export function startLines(branch: string | null): string[] {
  return ['- Session started', `- Branch: ${branch === null ? '(detached)' : oneLine(branch)}`]
}

/** Nobody watched from `since` to `until` (wall clock, ms). */
export function gapLines(since: number, until: number, reason: string): string[] {
  return [`- Gap: not watched from ${localTime(since)} to ${localTime(until)} (${oneLine(reason)})`]
}

/** A note: later lines are indented under the bullet, blank ones and control characters are dropped. */
export function noteLines(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029\u0085\v\f]/).map((line) => printable(line).trimEnd())
  const [first = '', ...more] = lines.filter((line, index) => index === 0 || line.trim() !== '')
  return [`- ${first}`, ...more.map((line) => `  ${line.trimStart()}`)]
}

/** The changes of a session since its last entry, each path once, sorted as Python sorts (by code point); `most` are named, the rest is counted. */
export function changeLines(changes: readonly Change[], most: number): string[] {
  const { moves, others } = foldFolderMoves(onceEach(changes))
  const items = [
    ...others.map((change) => ({ path: change.path, files: change.files ?? 1, text: changeText(change) })),
    ...moves.map(({ from, to, files }) => ({ path: to, files, text: `${folderText(to)} (moved from ${folderText(from)}, ${files} files)` })),
  ].sort((a, b) => byCodePoint(a.path, b.path))
  const named = items.slice(0, most).map(({ text }) => `  - ${text}`)
  const files = (some: typeof items): number => some.reduce((sum, item) => sum + item.files, 0)
  const more = files(items.slice(most))
  return [`- Changes: ${files(items)} file(s)`, ...named, ...(more > 0 ? [`  - (+${more} more)`] : [])]
}

/** The newest of each path; of a folder that stands for many files, all of them. */
function onceEach(changes: readonly Change[]): Change[] {
  const known = new Map<string, Change>()
  for (const change of changes) {
    const files = change.files === undefined ? undefined : change.files + (known.get(change.path)?.files ?? 0)
    known.set(change.path, files === undefined ? change : { ...change, files })
  }
  return [...known.values()]
}

function changeText({ path, from, files }: Change): string {
  if (files !== undefined) return `${pathText(path)} (${files} files)`
  return from === undefined ? pathText(path) : `${pathText(path)} (renamed from ${pathText(from)})`
}

/** A folder with its slash; the top of the repository is `./`. */
function folderText(path: string): string {
  return pathText(path === '' ? './' : `${path}/`)
}

/** A path on one line: as it is, or in quotes with escapes when it holds what would break the line or be misread. */
export function pathText(path: string): string {
  const plain = /^[^\s"(-][^"\\]*$/.test(path) && path === printable(path) && path === path.trim()
  return plain ? path : JSON.stringify(path).replace(CONTROL, escaped)
}

/** C0, DEL, C1, line separators and the characters that turn text around or hide it. */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

function printable(text: string): string {
  return text.replace(CONTROL, '')
}

function oneLine(text: string): string {
  return printable(text).trim()
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
