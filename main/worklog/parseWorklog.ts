/**
 * Reads worklog text, or the end of it, as entries: what `renderEntry` and the Python program write. Pure and forgiving; text that
 * is no entry is passed over. Lines end at LF or CRLF only, as the Python program reads them.
 */

export interface WorklogEntry {
  /** When it was written, by this machine's clock and zone; ms since 1970. */
  readonly at: number
  /** Without blank lines. */
  readonly lines: readonly string[]
}

const HEADING = /^## (\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})\s*$/

/** The entries, oldest first; of a text that begins within an entry, those that begin in it. */
export function parseWorklog(text: string): WorklogEntry[] {
  const entries: { at: number; lines: string[] }[] = []
  for (const line of text.split(/\r?\n/)) {
    const at = timeOf(line)
    if (at !== null) entries.push({ at, lines: [] })
    else if (line.trim() !== '') entries.at(-1)?.lines.push(line)
  }
  return entries.filter((entry) => entry.lines.length > 0)
}

/** `null` for a line that is no heading of an entry, or whose date does not exist. */
function timeOf(line: string): number | null {
  const found = HEADING.exec(line)
  if (found === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number)
  const date = new Date(year, month - 1, day, hour, minute, second)
  return date.getMonth() === month - 1 && date.getDate() === day ? date.getTime() : null
}
