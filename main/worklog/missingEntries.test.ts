import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Entry } from '../../shared/domain/entry.ts'
import { missingEntries } from './missingEntries.ts'
import { noteLines, renderBlock, worklogHeader } from './renderEntry.ts'

/** Entries in order, many of the same second and the same text. */
const anyEntries = fc
  .array(fc.record({ at: fc.nat(3), text: fc.constantFrom('same', 'other', 'two\nlines') }), { maxLength: 30, size: 'max' })
  .map((list) => list.map(({ at, text }, index): Entry => ({ seq: index + 1, session_id: 's', at: at * 1000, kind: 'note', lines: noteLines(text) })))

function fileOf(entries: readonly Entry[]): string {
  return worklogHeader('B-1') + entries.map(renderBlock).join('')
}

function seqs(entries: readonly Entry[]): number[] {
  return entries.map((entry) => entry.seq)
}

suite('main/worklog/missingEntries', () => {
  test('after a crash in the middle, exactly the entries behind it are missing', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), (entries, cut) => {
        const written = entries.slice(0, cut % (entries.length + 1))
        const rest = entries.slice(written.length)
        expect(seqs(missingEntries(fileOf(written), entries, new Set(seqs(entries))))).toEqual(seqs(rest))
      }),
    )
  })

  test('appending what is missing once makes nothing missing', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), (entries, cut) => {
        const written = fileOf(entries.slice(0, cut % (entries.length + 1)))
        const lacking = missingEntries(written, entries, new Set(seqs(entries)))
        expect(missingEntries(written + lacking.map(renderBlock).join(''), entries, new Set(seqs(entries)))).toEqual([])
      }),
    )
  })

  test('only what is wanted is named, whatever else is not in the file', () => {
    fc.assert(
      fc.property(anyEntries, fc.func(fc.boolean()), (entries, chosen) => {
        const wanted = new Set(seqs(entries).filter(chosen))
        expect(seqs(missingEntries('', entries, wanted))).toEqual([...wanted])
      }),
    )
  })

  test('text that others wrote between the entries does not hide them', () => {
    const [first, second] = ['one', 'two'].map((text, index): Entry => ({ seq: index, session_id: 's', at: 0, kind: 'note', lines: noteLines(text) }))
    if (first === undefined || second === undefined) throw new Error('no entries')
    const text = `${fileOf([first])}\n## 1999-01-01 00:00:00\n\n- by somebody else\n${renderBlock(second)}`
    expect(missingEntries(text, [first, second], new Set([0, 1]))).toEqual([])
  })

  test('a torn entry counts as missing', () => {
    const entry: Entry = { seq: 1, session_id: 's', at: 0, kind: 'note', lines: ['- whole'] }
    expect(missingEntries(fileOf([entry]).slice(0, -1), [entry], new Set([1]))).toEqual([entry])
  })
})
