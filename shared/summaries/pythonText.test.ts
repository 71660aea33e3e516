import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { byCodePoint, isLongerThan, pythonStrip, pythonStripStart } from './pythonText.ts'

suite('shared/summaries/pythonText', () => {
  /** Every character that Python's `str.isspace` names. */
  const SPACES = '\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000'

  test('white space is what Python takes for it, at both ends', () => {
    for (const space of SPACES) {
      expect(pythonStrip(`${space}a${space}b${space}`)).toBe(`a${space}b`)
      expect(pythonStripStart(`${space}a${space}`)).toBe(`a${space}`)
    }
    expect([pythonStrip(SPACES), pythonStrip(''), pythonStripStart(SPACES)]).toEqual(['', '', ''])
  })

  test('what looks empty but is none stays', () => {
    for (const other of ['\ufeff', '\u200b', '\u180e', '\u2060', '\0', '\u001b']) expect(pythonStrip(` ${other} `)).toBe(other)
  })

  test('length is counted in code points', () => {
    expect(isLongerThan('12345678901', 10)).toBe(true)
    expect(isLongerThan('1234567890', 10)).toBe(false)
    expect(isLongerThan('🚀'.repeat(10), 10)).toBe(false)
    expect(isLongerThan('🚀'.repeat(11), 10)).toBe(true)
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => isLongerThan(text, 10) === [...text].length > 10))
  })

  test('order is by code point, as of UTF-8 bytes', () => {
    expect(['😀', '＞', 'b', 'a', 'ab', ''].sort(byCodePoint)).toEqual(['', 'a', 'ab', 'b', '＞', '😀'])
    const text = fc.string({ unit: 'binary', maxLength: 4 })
    fc.assert(fc.property(text, text, (a, b) => Math.sign(byCodePoint(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b))))
  })
})
