/**
 * Text of people, agents and repositories as data for an agent: on one line, without control, invisible or bidirectional
 * characters, without secrets, cut. Pure. Invariant: nothing that comes in can begin a line, close Scribe's own label, or be longer
 * than was asked for.
 */
import { redact, redactAll } from '../base/redact.ts'

const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e01ef}]/gu
/** What Scribe hands to agents stands in an element of this name; text in it must not end it. */
const LABEL = /<(?=\s*\/?\s*scribe)/gi

/** Characters of one text that are looked at. */
const LOOKED_AT = 16_384

/** One line of at most `most` characters, secrets replaced; `…` says that there was more. */
export function foreignLine(text: string, most: number): string {
  return cleanLine(redact(text.slice(0, LOOKED_AT)), most)
}

/** Several lines, each as `foreignLine`; empty ones are left out. */
export function foreignLines(texts: readonly string[], limits: { readonly lines: number; readonly characters: number }): string[] {
  return redactAll(texts.slice(0, 4 * limits.lines).map((text) => text.slice(0, LOOKED_AT)))
    .map((text) => cleanLine(text, limits.characters))
    .filter((text) => text !== '')
    .slice(0, limits.lines)
}

/** The same for text that was redacted when it was kept. It must be redacted before it is cut: half a secret is known by nothing. */
export function cleanLine(text: string, most: number): string {
  const line = text
    .slice(0, LOOKED_AT)
    .replace(/[\r\n\u2028\u2029\u0085\v\f]+/g, ' / ')
    .replace(/\s+/g, ' ')
  return shortened(line.replace(UNPRINTABLE, escaped).replace(LABEL, '‹').trim(), most)
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text.toWellFormed() : `${text.slice(0, most - 1).toWellFormed()}…`
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
