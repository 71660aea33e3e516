/**
 * Text as Python sees it, where JavaScript differs: what white space is, how long a text is, how texts are ordered.
 * Pure and linear. Knows no file and no summary.
 */

/** White space of Python's `strip` and `\s`, for a character class: with U+001C-1F and U+0085, without U+FEFF. */
export const PYTHON_SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`

const SPACES = new RegExp(`[${PYTHON_SPACE}]`)

/** `text` without white space at both ends. No pattern: one of white space at the end would read long runs again and again. */
export function pythonStrip(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return pythonStripStart(text.slice(0, end))
}

/** `text` without white space at its start. */
export function pythonStripStart(text: string): string {
  let start = 0
  while (start < text.length && isSpace(text.charCodeAt(start))) start++
  return text.slice(start)
}

/** True if `text` has more than `count` code points. */
export function isLongerThan(text: string, count: number): boolean {
  if (text.length <= count) return false
  return text.length > 2 * count || [...text].length > count
}

/** Order by code point. JavaScript compares UTF-16 units, in which U+1F600 stands before U+FF5E. */
export function byCodePoint(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function isSpace(unit: number): boolean {
  if (unit > 0x20 && unit < 0x80) return false
  return unit === 0x20 || SPACES.test(String.fromCharCode(unit))
}

/** Surrogates stand for the code points behind all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
