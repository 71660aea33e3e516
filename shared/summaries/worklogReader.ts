/**
 * Reads a worklog file's text as entries, piece by piece: for worklogs that are in no record, written by the Python program or
 * by hand. Pure, linear, bounded: of a line longer than `MOST_LINE` only the beginning is read, and a very long entry comes in
 * parts. The kind of an entry is read off its first bullet; whether what it names exists is checked later (`verify.ts`).
 */
import type { SourceEntry } from './citedExtract.ts'

/** UTF-16 units; far beyond what a person or this program writes. */
const MOST_LINE = 64 * 1024
const MOST_LINES = 500

const HEADING = /^## (\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})\s*$/
const INLINE_TIME = /^- (\d{4})-(\d{2})-(\d{2}) {1,4}(\d{2}):(\d{2}):(\d{2}) {0,4}- /
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^- Changes: \d+ file\(s\)/, 'change'],
  [/^- Commit [0-9a-f]{7,64}: /, 'commit'],
  [/^- Session started$/, 'start'],
  [/^- Session resumed$/, 'resume'],
  [/^- Session paused$/, 'pause'],
  [/^- (?:Session stopped|Idle timeout reached; stopping|Branch switched to .*; stopping|Remote is up-to-date with local; stopping)/, 'stop'],
  [/^- Branch(?:: | switched)/, 'branch'],
  [/^- Pushed to /, 'push'],
  [/^- Git: /, 'operation'],
  [/^- Gap: not watched from /, 'gap'],
]

export class WorklogReader {
  readonly #sink: (entry: SourceEntry) => void
  #held = ''
  #line = 0
  #at: number | null = null
  #entry: { line: number; at: number | null; kind: string; lines: string[] } | null = null
  #truncated = false
  #afterReturn = false

  /** `sink` is given each entry once it is complete. */
  constructor(sink: (entry: SourceEntry) => void) {
    this.#sink = sink
  }

  /** A line was too long to be read as a whole. */
  get truncated(): boolean {
    return this.#truncated
  }

  /** Takes the next piece of the text; pieces may end anywhere. */
  push(piece: string): void {
    const text = this.#withPlainLineEnds(piece)
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#hold(text.slice(start, end))
      this.#take(this.#held)
      this.#held = ''
      start = end + 1
    }
    this.#hold(text.slice(start))
  }

  /** The text has ended. */
  finish(): void {
    if (this.#held !== '') this.#take(this.#held)
    this.#held = ''
    this.#end()
  }

  /** CRLF and CR become LF; a CRLF may be cut by the end of a piece. */
  #withPlainLineEnds(piece: string): string {
    const text = this.#afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    if (piece !== '') this.#afterReturn = piece.endsWith('\r')
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  }

  #hold(text: string): void {
    const room = MOST_LINE - this.#held.length
    if (text.length > room) this.#truncated = true
    this.#held += text.slice(0, room)
  }

  #take(line: string): void {
    this.#line++
    if (line.startsWith('## ')) return this.#heading(line)
    if (line.trim() === '' || line.startsWith('#') || line.startsWith('<!--')) return this.#end()
    const bullet = line.replace(/^[*+] /, '- ')
    if (bullet.startsWith('- ')) return this.#bullet(bullet)
    if (this.#entry === null) return this.#begin(`- ${line.trim()}`)
    if (this.#entry.lines.length >= MOST_LINES) this.#split()
    this.#entry?.lines.push(line)
  }

  #heading(line: string): void {
    this.#end()
    this.#at = timeOf(HEADING.exec(line)) ?? this.#at
  }

  /** A bullet begins an entry, but for the second line of what is told in several (a start with its branch, commits). */
  #bullet(line: string): void {
    const kind = kindOf(line)
    const current = this.#entry
    const continues = current !== null && (kind === current.kind || (kind === 'branch' && current.kind === 'start')) && kind !== 'note'
    if (continues && current.lines.length < MOST_LINES) current.lines.push(line)
    else this.#begin(line)
  }

  #begin(line: string): void {
    this.#end()
    const inline = timeOf(INLINE_TIME.exec(line))
    this.#at = inline ?? this.#at
    this.#entry = { line: this.#line, at: this.#at, kind: kindOf(line.replace(INLINE_TIME, '- ')), lines: [line] }
  }

  /** The rest of a very long entry goes on as an entry of the same kind. */
  #split(): void {
    const { kind = 'note', at = null } = this.#entry ?? {}
    this.#end()
    this.#entry = { line: this.#line, at, kind, lines: [] }
  }

  #end(): void {
    if (this.#entry === null) return
    const { line, at, kind, lines } = this.#entry
    this.#entry = null
    this.#sink({ place: { kind: 'line', line }, at, kind, lines })
  }
}

function kindOf(line: string): string {
  return KINDS.find(([form]) => form.test(line))?.[1] ?? 'note'
}

/** By this machine's clock and zone; `null` for no date, or one that does not exist. */
function timeOf(found: RegExpExecArray | null): number | null {
  if (found === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number)
  const date = new Date(year, month - 1, day, hour, minute, second)
  return date.getMonth() === month - 1 && date.getDate() === day ? date.getTime() : null
}
