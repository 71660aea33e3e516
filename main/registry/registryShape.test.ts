import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { parseRegistry, pythonTime, type RegistryRecord, serializeRegistry, toRecord } from './registryShape.ts'
import { salvageRegistry } from './salvageRegistry.ts'

const MINIMAL = { backlog_id: 'B-1', pid: 1, start_time: '2025-08-21T00:00:00Z', worklog_path: 'w', status: 'active' }
const NOW = Date.UTC(2026, 10, 22, 14, 19, 56, 492)

const anyRecord: fc.Arbitrary<RegistryRecord> = fc.record({
  backlog_id: fc.string(),
  pid: fc.integer(),
  start_time: fc.string(),
  worklog_path: fc.string({ unit: 'binary' }),
  status: fc.constantFrom('active', 'paused', 'completed', 'orphaned', 'zombie'),
  context: fc.record({
    tags: fc.uniqueArray(fc.string({ unit: 'grapheme' })),
    session_type: fc.string(),
    priority: fc.string(),
    description: fc.option(fc.string({ unit: 'binary' })),
    related_sessions: fc.option(fc.array(fc.string())),
  }),
  last_activity: fc.option(fc.string()),
  idle_timeout: fc.nat(),
})
const anyRegistry = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,10}$/), anyRecord), { selector: ([key]) => key, maxLength: 8, size: 'max' })
  .map((list) => new Map(list))

suite('main/registry/registryShape', () => {
  test('what is written is read back, in its order, in ASCII', () => {
    fc.assert(
      fc.property(anyRegistry, (records) => {
        const text = serializeRegistry(records, NOW)
        expect(text).toMatch(/^[\n -~]*$/)
        const read = parseRegistry(text)
        expect([...(read?.records ?? [])]).toEqual([...records])
        expect(read?.odd).toEqual([])
      }),
    )
  })

  test('an empty registry is written as the Python program writes it', () => {
    expect(serializeRegistry(new Map(), NOW)).toBe(
      '{\n  "last_updated": "2026-11-22T14:19:56.492000+00:00",\n  "total_sessions": 0,\n  "active_sessions": 0,\n  "sessions": {}\n}',
    )
  })

  test('only active sessions are counted as active', () => {
    const records = new Map(['active', 'paused', 'active', 'zombie'].map((status, n) => [`B-${n}`, { ...toRecord(sampleSession(), 1), status }]))
    expect(JSON.parse(serializeRegistry(records, NOW))).toMatchObject({ total_sessions: 4, active_sessions: 2 })
  })

  test('the states of a session are the statuses the Python program knows', () => {
    const status = (state: 'recording' | 'paused' | 'completed' | 'interrupted'): string => toRecord(sampleSession({ state }), 1).status
    expect([status('recording'), status('paused'), status('completed'), status('interrupted')]).toEqual(['active', 'paused', 'completed', 'orphaned'])
  })

  test('the last activity is told when a session completes, and only then', () => {
    const at = (difference: Parameters<typeof sampleSession>[0]): string | null => toRecord(sampleSession(difference), 1).last_activity
    expect(at({ state: 'completed', ended_at: NOW })).toBe('2026-11-22T14:19:56.492000+00:00')
    expect([at({ state: 'completed' }), at({ state: 'interrupted', ended_at: NOW }), at({})]).toEqual([null, null, null])
  })

  test('times have microseconds, or none when the second is full', () => {
    expect([pythonTime(NOW), pythonTime(NOW - 492), pythonTime(0)]).toEqual([
      '2026-11-22T14:19:56.492000+00:00',
      '2026-11-22T14:19:56+00:00',
      '1970-01-01T00:00:00+00:00',
    ])
    expect(pythonTime(1)).toBe('1970-01-01T00:00:00.001000+00:00')
  })

  test('as text, times sort as they passed', () => {
    const time = fc.integer({ min: 0, max: 4e12 })
    // Python leaves out an empty fraction, and then `+` sorts before `.`: right by luck, and worth keeping.
    fc.assert(fc.property(time, time, (a, b) => a === b || pythonTime(a) < pythonTime(b) === a < b))
  })

  test('what is left out gets the defaults the Python readers use', () => {
    const context = { tags: [], session_type: 'brainstorming', priority: 'medium', description: null, related_sessions: null }
    const filled = { ...MINIMAL, context, last_activity: null, idle_timeout: 1800 }
    for (const odd of [{}, { context: null }, { context: {} }, { context: { tags: null, session_type: null } }, { last_activity: null, idle_timeout: null }]) {
      expect(parseRegistry(JSON.stringify({ sessions: { 'B-1': { ...MINIMAL, ...odd } } }))?.records.get('B-1')).toEqual(filled)
    }
  })

  const ODD: Record<string, unknown> = {
    'no pid': { ...MINIMAL, pid: undefined },
    'a pid as text': { ...MINIMAL, pid: '7' },
    'half a pid': { ...MINIMAL, pid: 1.5 },
    'no status': { ...MINIMAL, status: null },
    'tags that are text': { ...MINIMAL, context: { tags: 'abc' } },
    'a tag that is none': { ...MINIMAL, context: { tags: [1] } },
    null: null,
    'a list': [],
    'a text': 'B-2',
  }
  for (const [what, record] of Object.entries(ODD)) {
    test(`a record with ${what} is named and holds no other up`, () => {
      const read = parseRegistry(JSON.stringify({ sessions: { 'B-1': MINIMAL, 'B-2': record, 'B-3': MINIMAL } }))
      expect([[...(read?.records.keys() ?? [])], read?.odd]).toEqual([['B-1', 'B-3'], ['B-2']])
    })
  }

  test('no registry at all is null; a registry without sessions is empty', () => {
    for (const text of ['', ' ', '{', '[]', 'null', '7', '"x"', '{"sessions": []}', '{"sessions": null}', '{"sessions": 7}', 'nonsense', '\0'])
      expect(parseRegistry(text)).toBeNull()
    for (const text of ['{}', '{"sessions": {}}', '{"x": 1}']) expect(parseRegistry(text)).toEqual({ records: new Map(), odd: [] })
  })

  test('keys that JavaScript knows are only names here', () => {
    const text = `{"__proto__": {"sessions": {}}, "sessions": {"__proto__": ${JSON.stringify(MINIMAL)}, "constructor": ${JSON.stringify(MINIMAL)}, "toString": null}}`
    const read = parseRegistry(text)
    expect([[...(read?.records.keys() ?? [])], read?.odd]).toEqual([['__proto__', 'constructor'], ['toString']])
    expect(Object.keys(JSON.parse(serializeRegistry(read?.records ?? new Map(), NOW)).sessions)).toEqual(['__proto__', 'constructor'])
  })

  test('a tree of 100,000 levels is read past', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(parseRegistry(`{"x": ${deep}, "sessions": {"B-1": ${JSON.stringify(MINIMAL)}}}`)?.records.size).toBe(1)
    expect(salvageRegistry(`{"x": ${deep}, "sessions": {"B-1": ${JSON.stringify(MINIMAL)}`).records.size).toBe(1)
  })
})

suite('main/registry/salvageRegistry', () => {
  test('wherever the file is cut off, every record that was whole is still there, in order', () => {
    fc.assert(
      fc.property(anyRegistry, fc.nat(), (records, at) => {
        const text = serializeRegistry(records, NOW)
        const torn = text.slice(0, at % text.length)
        const saved = [...salvageRegistry(torn).records]
        expect(saved).toEqual([...records].slice(0, saved.length))
        // The end of a record stands at an indentation of its own.
        expect(saved).toHaveLength(torn.match(/\n {4}\}/g)?.length ?? 0)
      }),
    )
  })

  test('what was begun and cut off is named', () => {
    const torn = `{"sessions": {"B-1": ${JSON.stringify(MINIMAL)}, "B-2": {"backlog_id": "B-`
    expect(salvageRegistry(torn)).toMatchObject({ odd: ['B-2'] })
    expect([...salvageRegistry(torn).records.keys()]).toEqual(['B-1'])
  })

  test('one record that is no JSON is named, those behind it are kept', () => {
    const read = salvageRegistry(`{"sessions": {"B-1": {"pid": NaN}, "B-2": ${JSON.stringify(MINIMAL)}, "B-3": {"pid" 1}, "B-4": ${JSON.stringify(MINIMAL)}}}`)
    expect([[...read.records.keys()], read.odd]).toEqual([
      ['B-2', 'B-4'],
      ['B-1', 'B-3'],
    ])
  })

  test('a mark of byte order before the text does not hide the sessions', () => {
    expect(salvageRegistry(`\ufeff{"sessions": {"B-1": ${JSON.stringify(MINIMAL)}}}`).records.size).toBe(1)
  })

  test('brackets in texts and objects elsewhere are not taken for records', () => {
    const tricky = { ...MINIMAL, worklog_path: '}{"][\\' }
    const text = `{"note": {"B-9": ${JSON.stringify(MINIMAL)}}, "sessions": {"B-1": ${JSON.stringify(tricky)}}, "more": {"B-8": ${JSON.stringify(MINIMAL)}}, NaN`
    expect([...salvageRegistry(text).records]).toMatchObject([['B-1', tricky]])
  })

  test('text that is no registry gives nothing and takes no long time', () => {
    for (const text of [
      '',
      '[]',
      'null',
      '}}}}',
      '{"sessions": [',
      '\0\u0001',
      '"'.repeat(1_000_000),
      '{"sessions": {'.repeat(100_000),
      '\\"'.repeat(500_000),
    ]) {
      const started = performance.now()
      expect(salvageRegistry(text).records.size).toBe(0)
      expect(performance.now() - started).toBeLessThan(3000)
    }
  })
})
