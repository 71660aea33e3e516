/**
 * What a verb's answer looks like: lines for people, one JSON object for programs. Logged text is foreign: control
 * characters are shown escaped, so that no file name can move the cursor or change the title of a terminal. Colours are
 * put around the text after that, and only when the host says that a terminal is there.
 */
import { ScribeError } from '../../shared/domain/error.ts'
import { CLI_JSON_VERSION } from '../../shared/protocol/version.ts'

export type Style = 'good' | 'warn' | 'bad' | 'faint'

/** A part of a line that is shown in a colour. */
export interface Styled {
  readonly style: Style
  readonly text: string
}

export type Line = string | readonly (string | Styled)[]

/** What a verb found out: the lines for people and the same for programs. */
export interface Answer {
  readonly lines: readonly Line[]
  readonly json: Readonly<Record<string, unknown>>
  /** Printed byte for byte in place of the lines. For what is printable already: JSON that is ASCII only. */
  readonly exact?: string
  /** The verb did its work and found something wrong: exit code 1, although it did not fail. */
  readonly failed?: boolean
}

export interface Form {
  readonly json: boolean
  readonly colour: boolean
}

const MAX_LINE = 4096
const UNPRINTABLE = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu
const CODES: Record<Style, string> = { good: '32', warn: '33', bad: '31', faint: '2' }

/** `text` on one line with control, bidirectional and invisible characters escaped. */
export function visible(text: string): string {
  return text.slice(0, MAX_LINE).replace(UNPRINTABLE, escaped)
}

export function formatAnswer(answer: Answer, form: Form): string {
  if (form.json) return `${JSON.stringify({ v: CLI_JSON_VERSION, ok: true, ...answer.json })}\n`
  if (answer.exact !== undefined) return answer.exact
  return answer.lines.map((line) => `${formatLine(line, form.colour)}\n`).join('')
}

/** The text of a failure; a bug keeps its stack, because somebody has to mend it. */
export function formatFailure(error: unknown, json: boolean): string {
  const code = error instanceof ScribeError ? error.code : 'internal'
  const message = error instanceof Error ? error.message : String(error)
  if (json) return `${JSON.stringify({ v: CLI_JSON_VERSION, ok: false, error: { code, message } })}\n`
  const detail = error instanceof ScribeError || !(error instanceof Error) ? '' : `\n${error.stack ?? ''}`
  return `scribe: ${visible(message)}${detail}\n`
}

/** One line, without its end. */
export function formatLine(line: Line, colour: boolean): string {
  const parts = typeof line === 'string' ? [line] : line
  return parts.map((part) => formatPart(part, colour)).join('')
}

/** How long ago, in one unit: `12 s`, `5 m`, `3 h`, `2 d`. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

function formatPart(part: string | Styled, colour: boolean): string {
  if (typeof part === 'string') return visible(part)
  return colour ? `\u001b[${CODES[part.style]}m${visible(part.text)}\u001b[0m` : visible(part.text)
}

function escaped(character: string): string {
  return [...Array(character.length).keys()].map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')
}
