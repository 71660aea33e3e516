import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { CitedExtraction, type SourceEntry } from './citedExtract.ts'
import { renderCited } from './citedRender.ts'
import { citedSummarySchema } from './citedSummary.ts'
import { toLookFor, verified } from './verify.ts'
import { WorklogReader } from './worklogReader.ts'

function entriesOf(...pieces: string[]): SourceEntry[] {
  const entries: SourceEntry[] = []
  const reader = new WorklogReader((entry) => entries.push(entry))
  for (const piece of pieces) reader.push(piece)
  reader.finish()
  return entries
}
const at = (...parts: [number, number, number, number, number, number]): number => new Date(...parts).getTime()
const told = (text: string): (readonly [number, string, ...string[]])[] =>
  entriesOf(text).map(({ place, kind, lines }) => [place.kind === 'line' ? place.line : 0, kind, ...lines])

/** Bits of worklogs, of attacks on them, and of anything at all. */
const bit = fc.oneof(
  fc.constantFrom(
    '## 2026-11-22 14:35:37\n',
    '\n',
    '\r\n',
    '\r',
    '- Changes: 2 file(s)\n',
    '  - a.py\n',
    '- Commit a1b2c3d4e: x\n',
    '- Session started\n',
    '- Branch: b\n',
  ),
  fc.constantFrom(
    '## 9999-99-99 99:99:99\n',
    '- 2025-08-21 05:50:50 - New idea: later\n',
    '<!-- x -->\n',
    '* star\n',
    '# Worklog B-1\n',
    '\u0000\u001b[2J',
    '- Decision: ',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
)

suite('shared/summaries/worklogReader', () => {
  test('the entries of a worklog of the Python program come with their kinds, times and lines', () => {
    const text = readFileSync(new URL('../../testing/compat/samples/3-after-stop.B-093.md', import.meta.url), 'utf8')
    expect(told(text)).toEqual([
      [5, 'start', '- Session started', '- Branch: feat/B-093-demo'],
      [10, 'change', '- Changes: 1 file(s)', '  - .ai_state.json'],
      [15, 'note', '- New idea: cache the registry'],
      [19, 'note', '- Decision: atomic rename'],
      [23, 'change', '- Changes: 2 file(s)', '  - a.py', '  - notes.md'],
      [29, 'stop', '- Session stopped'],
    ])
    expect(entriesOf(text)[2]?.at).toBe(at(2026, 10, 22, 14, 35, 38))
  })

  test('notes below a list are notes, whatever stands between, and bring their own time', () => {
    expect(told('- Changes: 1 file(s)\n  - a.py\n- 2025-08-21 05:50:50 - New idea: x\n- Idle timeout reached; stopping scribe\n')).toEqual([
      [1, 'change', '- Changes: 1 file(s)', '  - a.py'],
      [3, 'note', '- 2025-08-21 05:50:50 - New idea: x'],
      [4, 'stop', '- Idle timeout reached; stopping scribe'],
    ])
    expect(entriesOf('- 2025-08-21 05:50:50 - New idea: x')[0]?.at).toBe(at(2025, 7, 21, 5, 50, 50))
  })

  test('a date that does not exist is none', () => {
    expect(entriesOf('## 2026-02-31 10:00:00\n\n- x\n')[0]?.at).toBeNull()
  })

  test('CRLF and CR end lines, also where a piece ends in between', () => {
    const whole = entriesOf('- a\n- b\n- c\n')
    expect(entriesOf('- a\r\n- b\r- c\r\n')).toEqual(whole)
    expect(entriesOf('- a\r', '\n- b\r', '- c\r', '', '\n')).toEqual(whole)
  })

  test('pieces may end anywhere', () => {
    const text = readFileSync(new URL('../../testing/compat/samples/3-after-stop.B-093.md', import.meta.url), 'utf8').replaceAll('\n', '\r\n')
    const whole = entriesOf(text)
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length]
        expect(entriesOf(...places.slice(1).map((end, index) => text.slice(places[index], end)))).toEqual(whole)
      }),
    )
  })

  test('a line without end is read up to a bound, and said to be cut', () => {
    const entries: SourceEntry[] = []
    const reader = new WorklogReader((entry) => entries.push(entry))
    reader.push('- Decision: ')
    for (let n = 0; n < 500; n++) reader.push('x'.repeat(1_000))
    reader.push('\n- Idea: after it\n')
    reader.finish()
    expect([reader.truncated, entries.length, entries[0]?.lines[0]?.length]).toEqual([true, 2, 65_536])
    expect(entries[1]).toMatchObject({ place: { line: 2 }, lines: ['- Idea: after it'] })
  })

  test('an entry of very many lines comes in parts that say where they stand', () => {
    const text = `- Changes: 1200 file(s)\n${Array.from({ length: 1_200 }, (_, n) => `  - f${n}.py`).join('\n')}\n`
    const parts = entriesOf(text)
    expect(parts.map(({ place, kind, lines }) => [place.kind === 'line' && place.line, kind, lines.length])).toEqual([
      [1, 'change', 500],
      [501, 'change', 500],
      [1001, 'change', 201],
    ])
  })

  test('any text at all makes a summary that fits its schema and renders, and every line of it has its place in the text', () => {
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 60 }), (bits) => {
        const text = bits.join('')
        const lines = text.split(/\r\n|\r|\n/).length
        const extraction = new CitedExtraction()
        for (const entry of entriesOf(text)) extraction.add(entry)
        const summary = citedSummarySchema.parse(extraction.summary({ session_id: null, backlog_id: 'B-1', now: 1, truncated: false }))
        const { commits, paths } = toLookFor(summary)
        expect(verified(summary, { commits: new Set(commits), paths: new Set(paths) })).toEqual(summary)
        for (const { evidence } of [summary.ideas, summary.decisions, summary.progress.done].flatMap(({ items }) => items)) {
          expect(evidence.kind === 'line' && evidence.line >= 1 && evidence.line <= lines).toBe(true)
        }
        expect(renderCited(summary)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
      }),
      { numRuns: times(300, 10_000) },
    )
  })

  test('no pattern of text makes it slow: twice the text takes about twice the work', () => {
    const spend = (text: string): number => {
      const extraction = new CitedExtraction()
      const began = process.cpuUsage().user
      for (const entry of entriesOf(text)) extraction.add(entry)
      toLookFor(extraction.summary({ session_id: null, backlog_id: 'B-1', now: 1, truncated: false }))
      return process.cpuUsage().user - began
    }
    for (const unit of [
      '- '.repeat(50),
      'a/'.repeat(60),
      '- Decision: ((((',
      '> '.repeat(40),
      '- Next: a b c d\n- Fixed a b c d\n',
      '.a'.repeat(50),
      '😀'.repeat(30),
      '(renamed from '.repeat(5),
    ]) {
      for (const end of ['', '\n']) {
        const short = `${unit}${end}`.repeat(2_000)
        const [once, eightTimes] = [Math.max(spend(short), 2_000), spend(short.repeat(8))]
        // Eight times the text: work that grows with the square would be 64 times as much.
        expect(eightTimes / once, JSON.stringify(unit)).toBeLessThan(40)
      }
    }
  })
})
