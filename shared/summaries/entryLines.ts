/**
 * Reads back the lines that entries of the record are made of: bullets, commits, changed files, an agent's commands. Pure.
 * The forms are those of the worklog's grammar (`main/worklog/renderEntry.ts`, the Python program's, and the agents').
 */

/** Characters kept of a line; a person's note is rarely longer, and its evidence has all of it. */
const MOST_TEXT = 500
/** C0, DEL, C1, line separators and the characters that turn text around or hide it. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g
/** Text that holds none of them for certain: nearly all of it, told in a fraction of the time. */
const HARMLESS = /^[ -~]*$/
const STAMP = /^\d{4}-\d{2}-\d{2}\s{1,4}\d{2}:\d{2}:\d{2}\s{0,4}-\s{0,4}/
const COMMIT = /^- Commit ([0-9a-f]{7,64}): (.*)$/
const COMMAND = /^▶ cmd \(exit (-?\d{1,9}|none)(?:, ([\d.]{1,12})s)?\): (.*)$/
const CHANGED_FILE = /^ {2,}- (.*)$/
const RENAMED = /^(.*) \((?:(?:renamed|moved) from (.*?)(?:, \d+ files)?|\d+ files)\)$/

/** The bullets of an entry, each with the lines that continue it, and on which of the entry's lines each begins. */
export function bulletsOf(lines: readonly string[]): { text: string; index: number }[] {
  const bullets: { text: string; index: number }[] = []
  for (const [index, line] of lines.entries()) {
    const last = bullets.at(-1)
    if (line.startsWith('- ')) bullets.push({ text: plain(line.slice(2).replace(STAMP, '')), index })
    else if (last === undefined) bullets.push({ text: plain(line.replace(STAMP, '')), index })
    else if (last.text.length < MOST_TEXT) last.text = plain(`${last.text}\n${line.trim()}`)
  }
  return bullets
}

/** One line without what a terminal or a page would obey, cut to a length; a lone half of a character is not left over. */
export function plain(text: string): string {
  if (text.length <= MOST_TEXT && HARMLESS.test(text)) return text.trim()
  const cut = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…` : text
  return cut
    .split('\n')
    .map((part) => part.replace(CONTROL, ''))
    .join('\n')
    .trim()
}

export function commitOf(line: string): { id: string; subject: string } | null {
  const [, id, subject] = COMMIT.exec(line) ?? []
  return id === undefined || subject === undefined ? null : { id, subject: plain(unquoted(subject)) }
}

/** An agent's command with its result; `text` is without its bullet. */
export function commandOf(text: string): { command: string; exit: number | null; seconds: number | null } | null {
  if (!text.startsWith('▶')) return null
  const [, exit, seconds, command] = COMMAND.exec(text) ?? []
  if (command === undefined) return null
  return { command: plain(command), exit: exit === 'none' ? null : Number(exit), seconds: seconds === undefined ? null : Number(seconds) }
}

/** The files named in an entry about changes; those that were only counted are none. */
export function changedFilesOf(lines: readonly string[]): { path: string; index: number }[] {
  return lines.flatMap((line, index) => {
    const [, item] = CHANGED_FILE.exec(line) ?? []
    if (item === undefined || item.startsWith('(+')) return []
    return [{ path: unquoted(RENAMED.exec(item)?.[1] ?? item), index }]
  })
}

/** A path or subject as it was before it was put in quotes to stay on one line. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) return text
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'string' ? parsed : text
  } catch {
    return text
  }
}
