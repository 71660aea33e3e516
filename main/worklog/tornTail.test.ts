import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { renderBlock, worklogHeader } from './renderEntry.ts'
import { tornBytes } from './tornTail.ts'

const EXPECTED = [1, 2].map((n) => renderBlock({ at: n * 1000, lines: [`- note ${n}`, '  more'] })).join('')
const BEFORE = `${worklogHeader('B-1')}${renderBlock({ at: 0, lines: ['- before'] })}`

function torn(tail: string | Buffer, expected = EXPECTED): number {
  return tornBytes(Buffer.from(tail), Buffer.from(expected))
}

suite('main/worklog/tornTail', () => {
  test('wherever an append broke off, exactly what it left is named', () => {
    for (let length = 2; length < EXPECTED.length; length++) expect([length, torn(BEFORE + EXPECTED.slice(0, length))]).toEqual([length, length])
  })

  test('nothing, one newline and the whole of it are no torn end', () => {
    expect([torn(BEFORE), torn(`${BEFORE}\n`), torn(BEFORE + EXPECTED), torn('')]).toEqual([0, 0, 0, 0])
    expect(torn(`${BEFORE}\n## 19`, '')).toBe(0)
  })

  test('zeros of blocks that were never written go with it, more of them than were to be written do not', () => {
    expect(torn(Buffer.concat([Buffer.from(BEFORE + EXPECTED.slice(0, 30)), Buffer.alloc(20)]))).toBe(50)
    expect(torn(Buffer.concat([Buffer.from(BEFORE), Buffer.alloc(20)]))).toBe(20)
    expect(torn(Buffer.concat([Buffer.from(BEFORE), Buffer.alloc(EXPECTED.length + 1)]))).toBe(0)
  })

  test('what somebody else is writing is left alone', () => {
    for (const text of ['- a thought\n#', '## 19', 'some text\n## 1970-01-01 00:00:01\n\n- other', '\n# Heading\n']) expect(torn(BEFORE + text)).toBe(0)
  })

  test('only bytes that come again are ever named', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\n', '#', ' ', '-', 'a', '\u0000') }),
        fc.string({ unit: fc.constantFrom('\n', '#', ' ', '-', 'a') }),
        (tail, expected) => {
          const count = torn(tail, expected)
          const cut = tail.slice(tail.length - count).replace(/\u0000+$/, '')
          expect(expected.startsWith(cut)).toBe(true)
        },
      ),
    )
  })
})
