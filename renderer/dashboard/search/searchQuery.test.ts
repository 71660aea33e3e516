import { expect, suite, test } from 'vitest'
import { readQuery, timeOf } from './searchQuery.ts'

const NOW = new Date(2026, 10, 22, 12).getTime()
const DAY = 86_400_000
const asked = (text: string, session: string | null = null) => readQuery(text, session, NOW).asked

suite('renderer/dashboard/searchQuery', () => {
  const QUERIES: readonly (readonly [text: string, asked: object])[] = [
    ['atomic rename', { query: 'atomic* rename*' }],
    ['"atomic rename" x', { query: '"atomic rename" x' }],
    ['src/a.ts', { query: 'src/a.ts' }],
    ['is:decision rename', { query: 'rename*', kinds: ['decision'] }],
    ['IS:Decision', { query: '', kinds: ['decision'] }],
    ['is:idea is:next', { query: '', kinds: ['idea', 'plan'] }],
    ['is:nonsense', { query: 'is:nonsense' }],
    ['is:toString', { query: 'is:toString' }],
    ['repo:scribe branch:feat tag:perf cache', { query: 'cache*', repo_name: 'scribe', branch: 'feat', tag: 'perf' }],
    ['repo:"my app" cache', { query: 'cache*', repo_name: 'my app' }],
    ['file:src/a.ts', { query: '"src/a.ts"' }],
    ['after:2026-11-20 before:today cache', { query: 'cache*', since: new Date(2026, 10, 20).getTime(), until: new Date(2026, 10, 22).getTime() }],
    ['after:3d cache', { query: 'cache*', since: NOW - 3 * DAY }],
    ['after:soon cache', { query: 'after:soon cache*' }],
    ['https://example.com', { query: 'https://example.com' }],
    ['repo: cache', { query: 'repo: cache*' }],
  ]
  for (const [text, wanted] of QUERIES) test(text, () => expect(asked(text)).toEqual({ limit: 100, ...wanted }))

  for (const text of ['', '   ', '***', 'repo:scribe', '"'])
    test(`${JSON.stringify(text)} looks for nothing`, () => expect(readQuery(text, 's', NOW)).toEqual({ asked: null, words: [] }))

  test('it may be limited to a session, and is never too long for the daemon', () => {
    expect(asked('x', 's1')).toEqual({ query: 'x', limit: 100, session: 's1' })
    expect(asked('x'.repeat(900))?.query.length).toBeLessThanOrEqual(401)
  })

  test('the words that are marked are those that are looked for', () => {
    expect(readQuery('is:decision "Atomic Rename" Ca* repo:x', null, NOW).words).toEqual(['atomic rename', 'ca'])
  })

  test('times are read as people write them', () => {
    expect([timeOf('yesterday', NOW), timeOf('2w', NOW), timeOf('12h', NOW)]).toEqual([new Date(2026, 10, 21).getTime(), NOW - 14 * DAY, NOW - DAY / 2])
    expect([timeOf('22.11.2026', NOW), timeOf('', NOW), timeOf('99999d', NOW)]).toEqual([null, null, null])
  })
})
