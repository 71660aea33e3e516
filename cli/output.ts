/**
 * What the command prints: lines for people, one JSON object for programs. Logged text is foreign: control characters
 * are shown escaped, so that no file name can move the cursor or change the title of a terminal.
 */
import { ScribeError } from '../shared/domain/error.ts'
import { CLI_JSON_VERSION } from '../shared/protocol/version.ts'

/** What a verb found out: the lines for people and the same for programs. */
export interface Answer {
  readonly lines: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
}

const MAX_LINE = 4096
const UNPRINTABLE = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g

/** `text` on one line with control, bidirectional and invisible characters escaped. */
export function visible(text: string): string {
  return text.slice(0, MAX_LINE).replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export function formatAnswer(answer: Answer, json: boolean): string {
  if (json) return `${JSON.stringify({ v: CLI_JSON_VERSION, ok: true, ...answer.json })}\n`
  return answer.lines.map((line) => `${visible(line)}\n`).join('')
}

/** The text of a failure; a bug keeps its stack, because somebody has to mend it. */
export function formatFailure(error: unknown, json: boolean): string {
  const code = error instanceof ScribeError ? error.code : 'internal'
  const message = error instanceof Error ? error.message : String(error)
  if (json) return `${JSON.stringify({ v: CLI_JSON_VERSION, ok: false, error: { code, message } })}\n`
  const detail = error instanceof ScribeError || !(error instanceof Error) ? '' : `\n${error.stack ?? ''}`
  return `scribe: ${visible(message)}${detail}\n`
}

/** How long ago, in one unit: `12 s`, `5 m`, `3 h`, `2 d`. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}
