/**
 * What the Python summarizer finds in a worklog, by its rules and with its quirks (a path is an idea when it says so).
 * Pure, fed piece by piece, linear in the text. Memory is bounded: a line longer than `MAX_LINE` is read up to there,
 * and beyond `MAX_KEPT` nothing more is kept; both are reported as truncated. Invariant: up to those bounds the result
 * is what the Python program finds.
 */
import { byCodePoint, isLongerThan, PYTHON_SPACE, pythonStrip, pythonStripStart } from './pythonText.ts'

/** In the order in which the Python program writes the keys. */
export interface CompatSummary {
  readonly backlog_id: string
  readonly ideas: readonly string[]
  readonly decisions: readonly string[]
  readonly files_modified: readonly string[]
  readonly implementation_progress: { readonly completed: readonly string[]; readonly in_progress: readonly string[]; readonly planned: readonly string[] }
  readonly metadata: {
    readonly session_count: number
    readonly branch: string
    readonly last_activity: string
    readonly total_lines: number
    readonly ideas_count: number
    readonly decisions_count: number
    readonly files_modified_count: number
  }
  readonly next_steps: readonly string[]
}

export interface CompatResult {
  readonly summary: CompatSummary
  readonly truncated: boolean
}

/** Both in UTF-16 units. A person's line is never that long; a log of 500,000 lines is 10 million in all. */
const MAX_LINE = 1024 * 1024
const MAX_KEPT = 8 * 1024 * 1024

const MAX_NEXT_STEPS = 5
/** Anything shorter says nothing. */
const LEAST = 10

const IDEA = ['idea:', 'new idea', 'enhanced', 'proposed', 'suggestion']
const DECISION = ['decision:', 'decided', 'chose', 'selected', 'implemented', 'added']
const COMPLETED = ['implemented:', 'added', 'updated', 'created']
const IN_PROGRESS = ['planning', 'designing', 'analyzing']
const PLANNED = ['todo', 'planned', 'future']
/** Holds for every line in which one of the words stands, and is quickly told. */
const ANY = /idea|enhanced|proposed|suggestion|deci|chose|selected|implemented|added|updated|created|planning|designing|analyzing|todo|planned|future/

const STAMPED = new RegExp(
  String.raw`^-[${PYTHON_SPACE}]*\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}[${PYTHON_SPACE}]+\p{Nd}{2}:\p{Nd}{2}:\p{Nd}{2}[${PYTHON_SPACE}]*-[${PYTHON_SPACE}]*`,
  'u',
)
const DASH = new RegExp(`^-[${PYTHON_SPACE}]*`)
const DATE_TIME = /\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2} \p{Nd}{2}:\p{Nd}{2}:\p{Nd}{2}/gu

export class CompatExtraction {
  readonly #ideas: string[] = []
  readonly #decisions: string[] = []
  readonly #completed: string[] = []
  readonly #inProgress: string[] = []
  readonly #planned: string[] = []
  readonly #files = new Set<string>()
  #lines = 0
  #sessions = 0
  #branch = 'unknown'
  #lastActivity = 'unknown'
  #inFileList = false
  #kept = 0
  #truncated = false
  /** The line that has not ended yet. */
  #held = ''
  #afterReturn = false

  /** Takes the next piece of the worklog; pieces may end anywhere. */
  push(piece: string): void {
    if (piece === '') return
    const text = this.#withPlainLineEnds(piece)
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#line(start === 0 ? this.#held + text.slice(0, end) : text.slice(start, end))
      if (start === 0) this.#held = ''
      start = end + 1
    }
    if (this.#held.length <= MAX_LINE) this.#held += text.slice(start)
  }

  /** What was found in all pieces. Call once. */
  finish(backlogId: string): CompatResult {
    this.#line(this.#held)
    const files = [...this.#files].sort(byCodePoint)
    const summary: CompatSummary = {
      backlog_id: backlogId,
      ideas: this.#ideas,
      decisions: this.#decisions,
      files_modified: files,
      implementation_progress: { completed: this.#completed, in_progress: this.#inProgress, planned: this.#planned },
      metadata: {
        session_count: this.#sessions,
        branch: this.#branch,
        last_activity: this.#lastActivity,
        total_lines: this.#lines,
        ideas_count: this.#ideas.length,
        decisions_count: this.#decisions.length,
        files_modified_count: files.length,
      },
      next_steps: this.#nextSteps(),
    }
    return { summary, truncated: this.#truncated }
  }

  /** CRLF and CR become LF, as in Python's text mode; a CRLF may be cut by the end of a piece. */
  #withPlainLineEnds(piece: string): string {
    const text = this.#afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    this.#afterReturn = piece.endsWith('\r')
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  }

  #line(whole: string): void {
    const line = whole.length > MAX_LINE ? whole.slice(0, MAX_LINE) : whole
    if (line !== whole) this.#truncated = true
    this.#lines++
    this.#metadata(line)
    const stripped = pythonStrip(line)
    this.#fileList(stripped)
    const lowered = stripped.toLowerCase()
    if (!ANY.test(lowered)) return
    const text = stripped.replace(STAMPED, '').replace(DASH, '')
    if (isLongerThan(text, LEAST)) this.#sort(lowered, detached(text))
  }

  #metadata(line: string): void {
    if (line.includes('Session started')) this.#sessions++
    this.#branch = branchIn(line) ?? this.#branch
    if (!line.includes(':')) return
    for (const [found] of line.matchAll(DATE_TIME)) this.#lastActivity = detached(found)
  }

  /** After a line that announces changes, every bullet that follows without a break is a file. */
  #fileList(stripped: string): void {
    if (this.#inFileList && stripped.startsWith('- ')) {
      const file = pythonStrip(stripped.slice(2))
      if (!file.startsWith('(+') && !this.#files.has(file) && this.#hasRoom(file)) this.#files.add(detached(file))
    } else {
      this.#inFileList = false
    }
    if (stripped.includes('Changes:') && stripped.includes('file(s)')) this.#inFileList = true
  }

  #sort(lowered: string, text: string): void {
    const says = (words: readonly string[]): boolean => words.some((word) => lowered.includes(word))
    if (says(IDEA)) this.#keep(this.#ideas, text)
    if (says(DECISION)) this.#keep(this.#decisions, text)
    if (says(COMPLETED)) this.#keep(this.#completed, text)
    else if (says(IN_PROGRESS)) this.#keep(this.#inProgress, text)
    else if (says(PLANNED)) this.#keep(this.#planned, text)
  }

  #keep(list: string[], text: string): void {
    if (this.#hasRoom(text)) list.push(text)
  }

  #hasRoom(text: string): boolean {
    this.#kept += text.length
    if (this.#kept <= MAX_KEPT) return true
    this.#truncated = true
    return false
  }

  #nextSteps(): string[] {
    const nothingDone = this.#completed.length === 0
    const steps = [
      ...(this.#ideas.length > 0 && nothingDone ? ['Implement the generated ideas'] : []),
      ...(this.#decisions.length > 0 && nothingDone ? ['Take action on the decisions made'] : []),
      ...(this.#inProgress.length > 0 ? ['Complete the in-progress implementations'] : []),
    ]
    return [...steps, ...this.#planned.slice(0, MAX_NEXT_STEPS)].slice(0, MAX_NEXT_STEPS)
  }
}

/** The summary of a text that is at hand as a whole. */
export function compatExtract(backlogId: string, text: string): CompatResult {
  const extraction = new CompatExtraction()
  extraction.push(text)
  return extraction.finish(backlogId)
}

/** What the pattern `Branch:\s*(.+)` finds: white space is passed over, but for its last character if nothing follows. */
function branchIn(line: string): string | null {
  const at = line.indexOf('Branch:')
  if (at === -1) return null
  const rest = line.slice(at + 'Branch:'.length)
  const found = pythonStripStart(rest) || rest.slice(-1)
  return found === '' ? null : detached(found)
}

/** A copy of its own: a piece cut out of a longer text would keep all of that in memory. */
function detached(text: string): string {
  return JSON.parse(JSON.stringify(text))
}
