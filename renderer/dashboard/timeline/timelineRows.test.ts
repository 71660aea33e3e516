import { expect, suite, test } from 'vitest'
import type { Entry } from '../../../shared/domain/entry.ts'
import { type TimelineEntry, timelineEntry } from './timelineEntry.ts'
import { dayAt, entryNear, nextMatch, placeOf, timelineRows } from './timelineRows.ts'

const DAY = 86_400_000
const NOON = new Date(2026, 10, 22, 12).getTime()

function entry(seq: number, line: string, differences: Partial<Entry> = {}): TimelineEntry {
  return timelineEntry({ seq, session_id: 's', at: NOON + seq * 1_000, kind: 'note', lines: [line], ...differences }, 's')
}

suite('renderer/dashboard/timelineEntry', () => {
  const KINDS: readonly (readonly [Partial<Entry>, kind: string, text: string, more?: readonly string[]])[] = [
    [{ kind: 'note', lines: ['- plain words', '  and more', '- another'] }, 'note', 'plain words', ['and more', 'another']],
    [{ kind: 'note', lines: ['- Decision: use a rename'] }, 'decision', 'use a rename'],
    [{ kind: 'note', lines: ['- Idea: keep it per repository'] }, 'idea', 'keep it per repository'],
    [{ kind: 'note', lines: ['- Next: write the test'] }, 'next', 'write the test'],
    [{ kind: 'note', lines: ['- Done: wrote the test'] }, 'note', 'Done: wrote the test'],
    [{ kind: 'note', lines: ['- ▶ cmd (exit 0, 1.2s): npm test'] }, 'agent', '▶ cmd (exit 0, 1.2s): npm test'],
    [{ kind: 'change', lines: ['- Changes: 1 file(s)', '  - src/a.ts'] }, 'change', 'src/a.ts'],
    [{ kind: 'change', lines: ['- Changes: 2 file(s)', '  - a.ts', '  - b.ts'] }, 'change', '2 files: a.ts, b.ts', ['a.ts', 'b.ts']],
    [{ kind: 'change', lines: ['- Changes: 12 file(s)', '  - a.ts', '  - (+11 more)'] }, 'change', '12 files: a.ts, (+11 more)', ['a.ts', '(+11 more)']],
    [{ kind: 'commit', lines: ['- Commit abc1234: Add it', '- Commit def5678: Mend it'] }, 'commit', 'abc1234: Add it', ['Commit def5678: Mend it']],
    [{ kind: 'push', lines: ['- Pushed to origin/main'] }, 'push', 'Pushed to origin/main'],
    [{ kind: 'branch', lines: ['- Branch switched; going on', '- Branch: feat/x'] }, 'branch', 'feat/x'],
    [{ kind: 'start', lines: ['- Session started', '- Branch: main'] }, 'system', 'Session started · Branch: main'],
    [{ kind: 'stop', lines: ['- Session stopped'] }, 'system', 'Session stopped'],
    [{ kind: 'note', lines: [] }, 'note', ''],
  ]
  for (const [given, kind, text, more = []] of KINDS)
    test(`${given.lines?.join(' | ')} is a ${kind}`, () => expect(entry(1, '', given)).toMatchObject({ kind, text, more }))

  test('foreign text stays one bounded line without marks that turn it around', () => {
    const { text, more } = entry(1, `- a\u202eb${'x'.repeat(9_000)}`, {
      lines: [`- a\u202eb${'x'.repeat(9_000)}`, ...Array.from({ length: 9_000 }, () => '  - y')],
    })
    expect(text).toMatch(/^a\ufffdbx+…$/)
    expect(text.length).toBeLessThanOrEqual(400)
    expect(more).toHaveLength(500)
  })
})

suite('renderer/dashboard/timelineRows', () => {
  const ALL = { filter: 'all', opened: new Set<number>() } as const
  const entries = [
    entry(5, '- five'),
    entry(4, '- Decision: four'),
    entry(3, '', { kind: 'change', lines: ['- Changes: 2 file(s)', '  - a.ts', '  - b.ts'] }),
    entry(2, '- Idea: two', { at: NOON - DAY }),
    entry(1, '- one', { at: NOON - DAY }),
  ]
  const shape = (wanted: Parameters<typeof timelineRows>[1]): string[] => timelineRows(entries, wanted).map(({ row, seq }) => `${row} ${seq}`)

  test('a header stands above each day', () => {
    expect(shape(ALL)).toEqual(['day 5', 'entry 5', 'entry 4', 'entry 3', 'day 2', 'entry 2', 'entry 1'])
  })

  test('an entry that is open shows its lines below it', () => {
    const rows = timelineRows(entries, { filter: 'changes', opened: new Set([3]) })
    expect(rows.map((row) => (row.row === 'line' ? row.text : row.row))).toEqual(['day', 'entry', 'a.ts', 'b.ts'])
  })

  for (const [filter, left] of [
    ['notes', [5, 4, 2, 1]],
    ['decisions', [4]],
    ['ideas', [2]],
    ['nextSteps', []],
    ['git', []],
    ['agents', []],
  ] as const)
    test(`${filter} leaves ${left.join(', ') || 'nothing'}`, () => {
      const rows = timelineRows(entries, { ...ALL, filter })
      expect(rows.flatMap((row) => (row.row === 'entry' ? [row.seq] : []))).toEqual(left)
    })

  test('a day has no more than one header, however many entries, also over a change of the clocks', () => {
    const many = Array.from({ length: 24 * 400 }, (_, hour) => entry(24 * 400 - hour, '- x', { at: NOON - hour * 3_600_000 }))
    const days = timelineRows(many, ALL).flatMap((row) => (row.row === 'day' ? [new Date(row.at).toDateString()] : []))
    expect(new Set(days).size).toBe(days.length)
    expect(days.length).toBeGreaterThanOrEqual(400)
  })

  test('an entry is found by its number, or the next older one', () => {
    const rows = timelineRows(entries, { ...ALL, opened: new Set([3]) })
    const at = (seq: number) => rows[placeOf(rows, seq)]
    for (const seq of [5, 4, 3, 2, 1]) expect(at(seq)).toMatchObject({ row: 'entry', seq })
    expect(at(99)).toMatchObject({ seq: 5 })
    expect(placeOf(rows, 0)).toBe(-1)
    expect(placeOf([], 3)).toBe(-1)
  })

  test('the day of the first row on show is told; above the first row it is that of the first day', () => {
    const rows = timelineRows(entries, ALL)
    expect([0, 2, 3].map((index) => dayAt(rows, index))).toEqual([NOON + 5_000, NOON + 5_000, NOON + 5_000])
    expect([4, 6, 99].map((index) => dayAt(rows, index))).toEqual([NOON - DAY, NOON - DAY, NOON - DAY])
    expect(dayAt([], 0)).toBeNull()
  })

  test('walking passes over headers', () => {
    const rows = timelineRows(entries, ALL)
    expect([entryNear(rows, 0, 1), entryNear(rows, 4, 1), entryNear(rows, 4, -1), entryNear(rows, 0, -1), entryNear(rows, 7, 1)]).toEqual([1, 5, 3, -1, -1])
  })

  test('the next match is looked for in both directions and around the end, in hidden lines too', () => {
    const rows = timelineRows(entries, ALL)
    expect(nextMatch(rows, ['o'], { from: 2, step: 1 })).toBe(5)
    expect(nextMatch(rows, ['b.ts'], { from: 5, step: 1 })).toBe(3)
    expect(nextMatch(rows, ['four'], { from: 2, step: -1 })).toBe(2)
    expect(nextMatch(rows, ['nowhere'], { from: 0, step: 1 })).toBe(-1)
    expect(nextMatch([], ['x'], { from: -1, step: 1 })).toBe(-1)
  })
})
