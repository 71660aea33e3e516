import { expect, suite, test } from 'vitest'
import { CitedExtraction, type SourceEntry } from './citedExtract.ts'
import { type CitedSummary, citedSummarySchema } from './citedSummary.ts'

const MINUTE = 60_000
const ABOUT = { session_id: 's1', backlog_id: 'B-1', now: 7, truncated: false }

/** A session told as `[kind, ...lines]`, a minute apart, numbered from 1. */
function summaryOf(told: readonly (readonly [kind: string, ...lines: string[]])[], more: Partial<SourceEntry> = {}): CitedSummary {
  const extraction = new CitedExtraction()
  for (const [index, [kind, ...lines]] of told.entries()) {
    extraction.add({ place: { kind: 'entry', session_id: 's1', seq: index + 1 }, at: index * MINUTE, kind, lines, ...(kind === 'change' ? more : {}) })
  }
  return citedSummarySchema.parse(extraction.summary(ABOUT))
}
const texts = (list: { items: readonly { text: string }[] }): string[] => list.items.map(({ text }) => text)

suite('shared/summaries/citedExtract', () => {
  test('each kind of line is found where it belongs, with the entry it comes from', () => {
    const summary = summaryOf([
      ['start', '- Session started', '- Branch: feat/B-1-x'],
      ['note', '- New idea: cache the registry'],
      ['note', '- Decision: keep SQLite'],
      ['note', '- Blocked by the missing licence'],
      ['note', '- Next: write the operations page'],
      ['note', '- Working on the index'],
      ['note', '- Implemented the parser'],
      ['note', '- just talking'],
      ['stop', '- Session stopped'],
    ])
    expect(summary).toMatchObject({
      session_id: 's1',
      backlog_id: 'B-1',
      generated_at: 7,
      cursor: 9,
      entries: 9,
      first_at: 0,
      last_at: 8 * MINUTE,
      branch: 'feat/B-1-x',
    })
    expect(summary.ideas.items).toEqual([{ text: 'cache the registry', at: MINUTE, evidence: { kind: 'entry', session_id: 's1', seq: 2 } }])
    expect(texts(summary.decisions)).toEqual(['keep SQLite'])
    expect(texts(summary.blockers)).toEqual(['Blocked by the missing licence'])
    expect([texts(summary.progress.done), texts(summary.progress.in_progress), texts(summary.progress.planned)]).toEqual([
      ['Implemented the parser'],
      ['Working on the index'],
      ['write the operations page'],
    ])
    expect(summary.next_steps.map(({ text }) => text)).toEqual(['Blocked by the missing licence', 'Working on the index', 'write the operations page'])
    expect(summary.time).toEqual({ active_ms: 7 * MINUTE, agent_ms: 0, waiting_ms: MINUTE })
  })

  test('paths are never ideas, and a file is counted as often as it changed', () => {
    const summary = summaryOf([
      ['change', '- Changes: 2 file(s)', '  - docs/EnhancedIdea.md', '  - src/decided/added.ts'],
      ['change', '- Changes: 12 file(s)', '  - docs/EnhancedIdea.md', '  - "a\\nb.ts" (renamed from c.ts)', '  - (+10 more)'],
    ])
    expect([summary.ideas.items, summary.decisions.items, summary.progress.done.items]).toEqual([[], [], []])
    expect(summary.files.items.map(({ path, changes, evidence }) => [path, changes, evidence])).toEqual([
      ['docs/EnhancedIdea.md', 2, { kind: 'entry', session_id: 's1', seq: 2 }],
      ['a\nb.ts', 1, { kind: 'entry', session_id: 's1', seq: 2 }],
      ['src/decided/added.ts', 1, { kind: 'entry', session_id: 's1', seq: 1 }],
    ])
  })

  test('what the record knows of changes counts before what the lines name', () => {
    const changes = [
      { path: 'x.ts', kind: 'added' },
      { path: 'y.ts', kind: 'deleted' },
    ]
    const { files } = summaryOf([['change', '- Changes: 2 file(s)', '  - x.ts', '  - (+1 more)']], { changes })
    expect(files.items.map(({ path, kind }) => [path, kind])).toEqual([
      ['x.ts', 'added'],
      ['y.ts', 'deleted'],
    ])
  })

  test('commits are their own evidence, and one settles the plan it carries out', () => {
    const summary = summaryOf([
      ['note', '- Next: cache the session registry'],
      ['commit', '- Commit a1b2c3d4e: Cache session registries', '- Commit b1b2c3d4e: "odd\\u001b subject"', '  - (more commits)'],
    ])
    expect(summary.commits.items).toEqual([
      { id: 'a1b2c3d4e', subject: 'Cache session registries', at: MINUTE, evidence: { kind: 'commit', id: 'a1b2c3d4e' } },
      { id: 'b1b2c3d4e', subject: 'odd subject', at: MINUTE, evidence: { kind: 'commit', id: 'b1b2c3d4e' } },
    ])
    expect(summary.progress.planned.items[0]?.settled).toEqual({ kind: 'commit', id: 'a1b2c3d4e' })
    expect(summary.next_steps).toEqual([])
  })

  test('a note that looks like a commit or a file list is a note', () => {
    const summary = summaryOf([['note', '- Commit deadbee1: never made', '  - src/invented.ts', '  Decision: hidden below']])
    expect([summary.commits.items, summary.files.items]).toEqual([[], []])
    expect(texts(summary.decisions)).toEqual(['hidden below'])
  })

  test('commands of an agent come with their results; its work alone is not the person’s', () => {
    const summary = summaryOf([
      ['start', '- Session started'],
      ['command', '- ▶ cmd (exit 1, 0.5s): npm test'],
      ['command', '- ▶ cmd (exit none): sleep 100'],
    ])
    expect(summary.commands.items.map(({ command, exit, seconds }) => [command, exit, seconds])).toEqual([
      ['npm test', 1, 0.5],
      ['sleep 100', null, null],
    ])
    expect(summary.time).toEqual({ active_ms: 0, agent_ms: 2 * MINUTE, waiting_ms: 0 })
  })

  test('changes that an agent made alone are its time', () => {
    const changes = [{ path: 'x.ts', kind: 'modified', by: 'agent' }]
    expect(
      summaryOf(
        [
          ['start', '- Session started'],
          ['change', '- Changes: 1 file(s)', '  - x.ts'],
        ],
        { changes },
      ).time,
    ).toMatchObject({ agent_ms: MINUTE, active_ms: 0 })
  })

  test('a later line of a note that says what it is stands alone, others belong to the one before', () => {
    const summary = summaryOf([['note', '- Decision: keep SQLite', '  because it is there', '  Idea: try DuckDB', '  one day']])
    expect([texts(summary.decisions), texts(summary.ideas)]).toEqual([['keep SQLite because it is there'], ['try DuckDB one day']])
  })

  test('of very many the newest are kept and the rest is counted', () => {
    const summary = summaryOf(Array.from({ length: 450 }, (_, n) => ['note', `- Next: item number ${n} of the long list`] as const))
    expect([summary.progress.planned.items.length, summary.progress.planned.more]).toEqual([200, 250])
    expect(summary.progress.planned.items.at(-1)?.text).toContain('449')
    expect(summary.next_steps).toHaveLength(10)
    const ideas = summaryOf(Array.from({ length: 450 }, (_, n) => ['note', `- Idea: number ${n}`] as const)).ideas
    expect([ideas.items.length, ideas.more, ideas.items[0]?.text]).toEqual([200, 250, 'number 250'])
  })

  test('long and controlling text is cut and cleaned', () => {
    const [idea] = summaryOf([['note', `- Idea: \u001b[2J${'😀'.repeat(400)}`]]).ideas.items
    expect(idea?.text.startsWith('[2J😀')).toBe(true)
    expect(idea?.text.length).toBeLessThanOrEqual(500)
    expect(idea?.text.isWellFormed()).toBe(true)
  })

  test('a person’s patterns add lines to a kind or make a list of their own', () => {
    const patterns = (text: string): string[] => (text.includes('ADR') ? ['decision', 'records'] : [])
    const extraction = new CitedExtraction({ patterns })
    extraction.add({ place: { kind: 'line', line: 3 }, at: null, kind: 'note', lines: ['- see ADR 7', '- ADR 8 too'] })
    const summary = extraction.summary(ABOUT)
    expect(texts(summary.decisions)).toEqual(['see ADR 7', 'ADR 8 too'])
    expect(summary.custom).toEqual([{ name: 'records', found: { items: summary.decisions.items, more: 0 } }])
    expect(summary.decisions.items.map(({ evidence }) => evidence)).toEqual([
      { kind: 'line', line: 3 },
      { kind: 'line', line: 4 },
    ])
  })

  test('type and priority are suggested by what stands out, with the lines that say so', () => {
    const debug = summaryOf([
      ['note', '- the parser crashes on commas'],
      ['note', '- urgent: production is down'],
      ['note', '- error in the lexer'],
      ['command', '- ▶ cmd (exit 1, 0.5s): npm test'],
    ])
    expect(debug.suggested.type?.value).toBe('debug')
    expect(debug.suggested.type?.because).toHaveLength(3)
    expect(debug.suggested.priority).toMatchObject({ value: 'high', because: [{ text: 'urgent: production is down' }] })
    expect(summaryOf([['note', '- minor: a typo']]).suggested).toMatchObject({ type: null, priority: { value: 'low' } })
    expect(
      summaryOf([
        ['note', '- Idea: one of them'],
        ['note', '- Idea: two of them'],
        ['note', '- Idea: three of them'],
      ]).suggested.type?.value,
    ).toBe('brainstorming')
    expect(
      summaryOf([
        ['note', '- Next: abc'],
        ['note', '- Next: def'],
        ['note', '- Idea: one'],
        ['note', '- Idea: two'],
      ]).suggested.type,
    ).toBeNull()
  })

  test('reading goes on where it was: entries one by one make the same summary as all at once', () => {
    const told = Array.from({ length: 50 }, (_, n): [string, string] => [
      'note',
      `- ${['Idea: a thing', 'Next: do that thing', 'Fixed the thing that was to do'][n % 3]} ${n}`,
    ])
    const extraction = new CitedExtraction()
    for (const [index, [kind, line]] of told.entries()) {
      extraction.add({ place: { kind: 'entry', session_id: 's1', seq: index + 1 }, at: index * MINUTE, kind, lines: [line] })
      extraction.summary(ABOUT)
      expect(extraction.cursor).toBe(index + 1)
    }
    expect(extraction.summary(ABOUT)).toEqual(summaryOf(told))
  })
})
