import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/sampleSession.ts'
import type { Session } from '../domain/session.ts'
import { CitedExtraction } from './citedExtract.ts'
import { renderCited, spanText } from './citedRender.ts'
import { insightsOf } from './insights.ts'
import { insightsSchema, standupItemSchema } from './rollUps.ts'
import { renderStandup, type Summarized, standupOf } from './standup.ts'

const DAY = 86_400_000
const NOW = 100 * DAY

/** A session with these notes, each told at its time; `# ` makes a commit, `$ ` a command. */
function told(id: string, notes: readonly (readonly [at: number, text: string])[], own: Partial<Session> = {}): Summarized {
  const extraction = new CitedExtraction()
  for (const [index, [at, text]] of notes.entries()) {
    const commit = text.startsWith('# ')
    const lines = [commit ? `- Commit ${(index + 0xabcde).toString(16).padStart(9, 'a')}: ${text.slice(2)}` : `- ${text}`]
    extraction.add({ place: { kind: 'entry', session_id: id, seq: index + 1 }, at, kind: commit ? 'commit' : 'note', lines })
  }
  const session = sampleSession({ id, backlog_id: `B-${id}`, repo_name: 'doorway', ...own })
  return { session, summary: extraction.summary({ session_id: id, backlog_id: session.backlog_id, now: NOW, truncated: own.description === 'long' }) }
}

suite('shared/summaries/standup', () => {
  test('only what happened since is done; what is open and next is told whenever it came; the latest item first', () => {
    const one = told('1', [
      [NOW - 9 * DAY, 'Blocked by the missing grammar'],
      [NOW - 9 * DAY, 'Fixed the old thing'],
      [NOW - 1_000, '# Mend the comma'],
      [NOW - 900, 'TODO: write the reader'],
    ])
    const two = told('2', [[NOW - 100, 'Decision: one index a table']])
    const old = told('3', [[NOW - 9 * DAY, 'Decision: long ago']])
    const items = standupOf([one, old, two], NOW - DAY)
    for (const item of items) standupItemSchema.parse(item)
    expect(items.map(({ backlog_id, done, open }) => [backlog_id, done.map(({ text }) => text), open.map(({ text }) => text)])).toEqual([
      ['B-2', ['one index a table'], []],
      ['B-1', ['Mend the comma'], ['Blocked by the missing grammar']],
    ])
    const markdown = renderStandup(items)
    expect(markdown).toMatch(/## B-1 \(doorway\)[\s\S]*\*\*Next\*\*[\s\S]*write the reader \[#4\]/)
    expect(
      renderStandup([{ session_id: 's', backlog_id: 'B-1', repo_name: 'r', state: 'recording', done: [], open: [], next: [], files: ['a.ts', 'b.ts'] }]),
    ).toBe('## B-1 (r)\n\nChanged: a.ts, b.ts\n')
    expect(renderStandup([])).toBe('Nothing was recorded in that time.\n')
  })
})

suite('shared/summaries/insights', () => {
  test('a decision that takes an earlier one back, ideas nobody took up, sessions that stalled; each with its lines', () => {
    const one = told(
      '1',
      [
        [NOW - 30 * DAY, 'Decision: keep the registry cache in memory'],
        [NOW - 20 * DAY, 'Idea: compress worklogs with zstd'],
        [NOW - 20 * DAY, 'Idea: a graph of sessions'],
        [NOW - 15 * DAY, 'TODO: mend the comma'],
      ],
      { state: 'paused' },
    )
    const two = told(
      '2',
      [
        [NOW - 10 * DAY, 'Decision: the registry cache is no longer kept in memory'],
        [NOW - 9 * DAY, '# Draw a graph of sessions'],
      ],
      { state: 'completed' },
    )
    const found = insightsOf([two, one], NOW)
    insightsSchema.parse({ recurring: [], ...found })
    expect(found.reversed.map(({ before, after }) => [before.backlog_id, after.backlog_id, after.line.evidence])).toEqual([
      ['B-1', 'B-2', { kind: 'entry', session_id: '2', seq: 1 }],
    ])
    expect(found.ideas_left.map(({ line }) => line.text)).toEqual(['compress worklogs with zstd'])
    expect(found.stalled.map(({ backlog_id, next }) => [backlog_id, next.map(({ text }) => text)])).toEqual([['B-1', ['mend the comma']]])
    expect(insightsOf([], NOW)).toEqual({ reversed: [], ideas_left: [], stalled: [] })
  })
})

suite('shared/summaries/citedRender', () => {
  test('every line has its evidence behind it, and what is not shown is counted', () => {
    const { summary } = told(
      '1',
      [
        ...Array.from({ length: 205 }, (_, n) => [n, `Idea: number ${n} of many`] as const),
        [500, 'Decision: keep it'],
        [600, 'TODO: mend the comma'],
        [700, '# Mend the comma'],
        [800, '▶ npm test → exit 1 (3 s)'],
      ],
      { description: 'long' },
    )
    const text = renderCited({
      ...summary,
      branch: 'feat/x',
      left_out: { items: [{ missing: 'deadbeef1', what: 'commit', evidence: { kind: 'line', line: 12 } }], more: 3 },
      custom: [{ name: 'security', found: { items: [{ text: 'a hole', at: 1, evidence: { kind: 'entry', session_id: '1', seq: 9 } }], more: 0 } }],
      files: { items: [{ path: 'a.ts', changes: 1, kind: 'modified', at: 1, evidence: { kind: 'entry', session_id: '1', seq: 3 } }], more: 4 },
    })
    for (const part of [
      '- (+5 earlier)',
      'keep it [#206]',
      'settled by',
      'Not all of the worklog',
      'Branch: feat/x',
      'a hole [#9]',
      'a.ts (1 change) [#3]',
      'names the commit deadbeef1, which does not exist [line 12]',
      '- (+3 more)',
    ])
      expect(text).toContain(part)
    expect([spanText(4_000), spanText(300_000), spanText(4_800_000)]).toEqual(['4 s', '5 min', '1 h 20 min'])
  })
})
