import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Entry } from '../../shared/domain/entry.ts'
import { lostEntries, missingEntries } from './missingEntries.ts'
import { noteLines, renderBlock, worklogHeader } from './renderEntry.ts'

/** Entries in order, many of the same second and the same text. */
const anyEntries = fc
  .array(fc.record({ at: fc.nat(3), text: fc.constantFrom('same', 'other', 'two\nlines') }), { maxLength: 30, size: 'max' })
  .map((list) => list.map(({ at, text }, index) => entry(index + 1, text, at * 1000)))

function entry(seq: number, text: string, at = 0): Entry {
  return { seq, session_id: 's', at, kind: 'note', lines: noteLines(text) }
}

function fileOf(entries: readonly Entry[]): Buffer {
  return Buffer.from(worklogHeader('B-1') + entries.map(renderBlock).join(''))
}

function seqs(entries: readonly Entry[]): number[] {
  return entries.map(({ seq }) => seq)
}

suite('main/worklog/missingEntries', () => {
  test('after a crash in the middle, exactly the entries behind it are missing', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), (entries, cut) => {
        const written = entries.slice(0, cut % (entries.length + 1))
        expect([...missingEntries(fileOf(written), entries).missing]).toEqual(seqs(entries.slice(written.length)))
      }),
    )
  })

  test('appending what is missing once makes nothing missing', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), (entries, cut) => {
        const written = entries.slice(0, cut % (entries.length + 1))
        const { missing } = missingEntries(fileOf(written), entries)
        expect(missingEntries(fileOf([...written, ...entries.filter(({ seq }) => missing.has(seq))]), entries).missing.size).toBe(0)
      }),
    )
  })

  test('text that others wrote between the entries does not hide them', () => {
    const [first, second] = [entry(1, 'one'), entry(2, 'two')]
    const text = `${fileOf([first])}\n## 1999-01-01 00:00:00\n\n- by somebody else\n${renderBlock(second)}`
    expect(missingEntries(Buffer.from(text), [first, second]).missing.size).toBe(0)
  })

  test('a torn entry counts as missing', () => {
    expect([...missingEntries(fileOf([entry(1, 'whole')]).subarray(0, -1), [entry(1, 'whole')]).missing]).toEqual([1])
  })
})

suite('main/worklog/missingEntries, the end', () => {
  const [one, two] = [entry(1, 'one'), entry(2, 'two')]
  const isEnd = (text: string | Buffer): boolean => missingEntries(Buffer.from(text), [one, two]).isEnd

  test('what follows on the last entry that stands tells a rewrite from a cut', () => {
    expect([isEnd(fileOf([one])), isEnd(`${fileOf([one])}\n\n`), isEnd(fileOf([one, two]))]).toEqual([true, true, true])
    expect([isEnd(`${fileOf([one])}theirs`), isEnd(''), isEnd('# Worklog B-1\n')]).toEqual([false, false, false])
  })
})

suite('main/worklog/missingEntries, what is lost', () => {
  const five = [1, 2, 3, 4, 5].map((seq) => entry(seq, `n${seq}`))
  const lost = (missing: number[], doubtful: number[] = []): number[] =>
    seqs(lostEntries({ entries: five, missing: new Set(missing), doubtful: new Set(doubtful) }))

  test('the last entries, when all that follows is missing too', () => {
    expect([lost([5]), lost([4, 5]), lost([1, 2, 3, 4, 5]), lost([])]).toEqual([[5], [4, 5], [1, 2, 3, 4, 5], []])
  })

  test('not one that another follows: somebody took it out', () => {
    expect([lost([3]), lost([1, 3, 5])]).toEqual([[], [5]])
  })

  test('what is in doubt is lost wherever it is missing, and proves nothing where it stands', () => {
    expect(lost([3], [3, 4])).toEqual([3])
    expect(lost([4], [5])).toEqual([4])
    expect(lost([2, 4], [4, 5])).toEqual([4])
  })
})
