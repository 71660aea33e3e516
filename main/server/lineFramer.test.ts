import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { LineFramer } from './lineFramer.ts'

/** Feeds `text` in pieces cut at `cuts`; all lines, or `null` as soon as one piece gave that. */
function frame(text: string, cuts: readonly number[], maxBytes: number): string[] | null {
  const bytes = Buffer.from(text)
  const framer = new LineFramer(maxBytes)
  const lines: string[] = []
  const bounds = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  for (const [index, end] of bounds.entries()) {
    const got = framer.push(bytes.subarray(bounds[index - 1] ?? 0, end))
    if (got === null) return null
    lines.push(...got)
  }
  return lines
}

suite('main/server/lineFramer', () => {
  test('lines come out whole, without empty ones', () => {
    expect(frame('one\n\n  \ntwo\nthree', [], 100)).toEqual(['one', 'two'])
  })

  test('the end of a line may come later, also in the middle of a character', () => {
    const framer = new LineFramer(100)
    const bytes = Buffer.from('é😀\n')
    expect([...bytes].map((byte) => framer.push(Buffer.from([byte])))).toEqual([[], [], [], [], [], [], ['é😀']])
  })

  test('wherever the stream is cut, the lines are the same', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\n'))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 6 }), (lines, cuts) => {
        const text = lines.map((one) => `${one}\n`).join('')
        expect(frame(text, cuts, 1_000)).toEqual(lines.filter((one) => one.trim() !== ''))
      }),
    )
  })

  test('a line of the longest length passes, one byte more does not, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 5 }), (cuts) => {
        expect(frame(`${'x'.repeat(64)}\n`, cuts, 64)).toEqual(['x'.repeat(64)])
        expect(frame(`${'x'.repeat(65)}\n`, cuts, 64)).toBeNull()
        expect(frame('x'.repeat(65), cuts, 64)).toBeNull()
      }),
    )
  })

  test('the length counts for each line, not for the stream', () => {
    expect(frame('12345678\n'.repeat(50), [3, 200], 8)).toHaveLength(50)
  })
})
