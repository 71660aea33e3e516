/**
 * Whatever stands in the place of the registry: nothing crashes, what was known of it stays, what can be read of it is kept,
 * the rest is set aside to the byte. Turns red when a file that cannot be read is taken for an empty one.
 */
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { seededRandom } from '../../testing/crashFiles.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { OwnMark } from './ownMark.ts'
import { mergeRegistry, parseBytes } from './registryFile.ts'
import { RegistryMemory } from './registryMemory.ts'
import { parseRegistry, type RegistryRecord, serializeRegistry, toRecord } from './registryShape.ts'
import { salvageRegistry } from './salvageRegistry.ts'

const MUTATIONS = times(3_000, 100_000)
const RECORD: RegistryRecord = { ...toRecord(sampleSession({ backlog_id: 'F-1' }), 1), start_time: '2025-08-21T00:00:00Z' }
const VALID = serializeRegistry(
  new Map([
    ['F-1', RECORD],
    ['F-2', { ...RECORD, backlog_id: 'F-2' }],
  ]),
  0,
)
const one = (record: unknown, key = 'F-9'): string => JSON.stringify({ sessions: { 'F-1': RECORD, [key]: record } })
const without = (field: keyof RegistryRecord): string => one(Object.fromEntries(Object.entries(RECORD).filter(([name]) => name !== field)))

/** What stands there, and which of the sessions in it can be read. */
const CORPUS: Readonly<Record<string, readonly [content: string | Buffer, readable: readonly string[]]>> = {
  nothing: ['', []],
  'a brace': ['{', []],
  'a bracket': ['[', []],
  'an array': ['[]', []],
  'an array of sessions': [JSON.stringify([RECORD]), []],
  'a number': ['7', []],
  'a text': ['"sessions"', []],
  null: ['null', []],
  true: ['true', []],
  'NaN alone': ['NaN', []],
  spaces: [' \n\t ', []],
  'a BOM': [`\ufeff${VALID}`, ['F-1', 'F-2']],
  'two BOMs': [`\ufeff\ufeff${VALID}`, ['F-1', 'F-2']],
  'UTF-16 LE': [Buffer.from(`\ufeff${VALID}`, 'utf16le'), []],
  'UTF-16 BE': [Buffer.from(`\ufeff${VALID}`, 'utf16le').swap16(), []],
  'Latin-1': [Buffer.from(VALID.replace('brainstorming', 'br\u00e4instorming'), 'latin1'), ['F-1', 'F-2']],
  zeros: [Buffer.alloc(10_000), []],
  'zeros behind it': [Buffer.concat([Buffer.from(VALID), Buffer.alloc(4_096)]), ['F-1', 'F-2']],
  'a NUL in a name': [VALID.replace('F-2', 'F-\u00002'), ['F-1']],
  'bytes that are no text': [Buffer.from([0xff, 0xfe, 0x80, 0x00, 0xc3, 0x28]), []],
  'cut in the middle of a session': [VALID.slice(0, VALID.indexOf('F-2') + 60), ['F-1']],
  'cut before the last brace': [VALID.slice(0, -1), ['F-1', 'F-2']],
  'cut in the middle of a letter': [Buffer.from(one({ ...RECORD, description: 'ü' })).subarray(0, -40), ['F-1']],
  'twice behind itself': [VALID + VALID, ['F-1', 'F-2']],
  'text behind it': [`${VALID}\ngarbage`, ['F-1', 'F-2']],
  'a comment in it': [VALID.replace('{', '{ // theirs\n'), ['F-1', 'F-2']],
  'a comma too many': [VALID.replace(/\}\s*\}\s*$/, '},}}'), ['F-1', 'F-2']],
  'single quotes': [VALID.replaceAll('"', "'"), []],
  'marks of a merge': [`<<<<<<< HEAD\n${VALID}\n=======\n{}\n>>>>>>> other\n`, ['F-1', 'F-2']],
  'no sessions': ['{"last_updated": "x"}', []],
  'sessions in a list': [JSON.stringify({ sessions: [RECORD] }), ['F-1']],
  'sessions are null': ['{"sessions": null}', []],
  'a session that is null': [one(null), ['F-1']],
  'a session that is a list': [one([]), ['F-1']],
  'a process that is a text': [one({ ...RECORD, pid: '7' }), ['F-1']],
  'a process beyond all numbers': [VALID.replace('"pid": 1', '"pid": 1e400'), ['F-2']],
  'no process': [without('pid'), ['F-1']],
  'no start': [without('start_time'), ['F-1']],
  'no status': [without('status'), ['F-1']],
  'tags that are numbers': [one({ ...RECORD, context: { ...RECORD.context, tags: [1, 2] } }), ['F-1']],
  'tags that are a text': [one({ ...RECORD, context: { ...RECORD.context, tags: 'abc' } }), ['F-1']],
  'a context that is a list': [one({ ...RECORD, context: [] }), ['F-1']],
  'duplicate keys': [VALID.replace('"F-2": {', '"F-1": {'), ['F-1']],
  'a key __proto__': [VALID.replace('"F-2": {', '"__proto__": {'), ['F-1', '__proto__']],
  'a key constructor': [one(RECORD, 'constructor'), ['F-1', 'constructor']],
  'sessions in __proto__': [`{"__proto__": {"sessions": {"F-1": ${JSON.stringify(RECORD)}}}}`, []],
  '100,000 levels in a session': [one({ ...RECORD, deep: 0 }).replace('"deep":0', `"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}`), ['F-1', 'F-9']],
  '100,000 levels alone': ['['.repeat(100_000), []],
  '100,000 levels of objects': ['{"a":'.repeat(100_000), []],
  'a lone surrogate': [one({ ...RECORD, context: { ...RECORD.context, description: '\ud800' } }), ['F-1', 'F-9']],
  'a text of a megabyte': [one({ ...RECORD, context: { ...RECORD.context, description: 'x'.repeat(1_000_000) } }), ['F-1', 'F-9']],
}

suite('main/registry, hostile files', () => {
  let root: string
  beforeEach(() => {
    root = tempFolder()
  })
  afterEach(() => removeFolder(root))

  const own = toRecord(sampleSession({ backlog_id: 'B-1' }), 7)
  /** A repository of its own, with a memory that knows a session of ours and one of another program. */
  const place = (name: string): { path: string; folder: string; merge: () => Promise<string | null>; memory: RegistryMemory } => {
    const repo = join(root, name)
    const folder = join(repo, 'artifacts')
    mkdirSync(join(repo, '.git'), { recursive: true })
    mkdirSync(folder)
    const memory = new RegistryMemory()
    memory.update([['B-1', own]], 7)
    memory.read({ records: new Map([['K-1', RECORD]]), whole: true, ours: false, writtenAt: 0, bytes: 9, base: null }, 0)
    const merge = async (): Promise<string | null> => {
      const { setAside, outgoing } = await mergeRegistry(
        { root: repo, gitDir: join(repo, '.git') },
        { memory, mark: new OwnMark(), now: 0, edited: () => undefined },
      )
      await outgoing?.file.close()
      return setAside
    }
    return { path: join(folder, 'session_registry.json'), folder, merge, memory }
  }

  test(`${Object.keys(CORPUS).length} damaged files: what was known stays, what can be read is kept, the rest is set aside`, async () => {
    expect(Object.keys(CORPUS).length).toBeGreaterThanOrEqual(40)
    const outcomes = await Promise.all(
      Object.entries(CORPUS).map(async ([name, [content, readable]], index) => {
        const { path, folder, merge } = place(`r${index}`)
        writeFileSync(path, content)
        const setAside = await merge()
        const file = parseRegistry(readFileSync(path, 'utf8'))
        const kept = setAside === null ? null : readFileSync(join(folder, setAside))
        return {
          name,
          sessions: [...(file?.records.keys() ?? [])],
          wanted: [...readable, 'K-1', 'B-1'],
          odd: file?.odd,
          kept,
          content: Buffer.from(content),
          folder,
        }
      }),
    )
    for (const { name, sessions, wanted, odd, kept, content, folder } of outcomes) {
      expect([name, [...sessions].sort(), odd]).toEqual([name, [...wanted].sort(), []])
      const whole = parseBytes(content)
      const wasFine = content.length === 0 || (whole !== null && whole.odd.length === 0)
      expect([name, kept]).toEqual([name, wasFine ? null : content])
      expect(readdirSync(folder)).toHaveLength(wasFine ? 1 : 2)
    }
  })

  test('more than may be read is left alone, and refused at once', async () => {
    const { path, merge } = place('large')
    writeFileSync(path, VALID)
    truncateSync(path, 500 * 1024 * 1024)
    const from = performance.now()
    await expect(merge()).rejects.toMatchObject({ code: 'limit.tooLarge' })
    expect(performance.now() - from).toBeLessThan(2_000)
    truncateSync(path, VALID.length)
    expect(readFileSync(path, 'utf8')).toBe(VALID)
  })

  test('one session among 10,000 that cannot be read goes alone', async () => {
    const all = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, n) => [`F-${n}`, n === 5_000 ? { ...RECORD, pid: null } : { ...RECORD, backlog_id: `F-${n}` }]),
    )
    const { path, merge } = place('many')
    writeFileSync(path, JSON.stringify({ sessions: all }))
    expect(await merge()).not.toBeNull()
    const file = parseRegistry(readFileSync(path, 'utf8'))
    expect([file?.records.size, file?.records.has('F-5000'), file?.odd]).toEqual([9_999 + 2, false, []])
  })

  test(
    `${MUTATIONS} mutations of a registry: nothing throws, and nothing that was known goes`,
    () => {
      const random = seededRandom(MUTATIONS)
      const valid = Buffer.from(VALID)
      for (let n = 0; n < MUTATIONS; n++) {
        const bytes = mutated(valid, random)
        const file = parseBytes(bytes)
        const { records, odd } = file ?? salvageRegistry(bytes.toString())
        const memory = new RegistryMemory()
        memory.update([['B-1', own]], 7)
        memory.read({ records: new Map([['K-1', RECORD]]), whole: true, ours: false, writtenAt: 0, bytes: 9, base: null }, 0)
        memory.read({ records, whole: file !== null && odd.length === 0, ours: false, writtenAt: 1, bytes: bytes.length, base: null }, 0)
        const wanted = memory.wanted()
        if (!wanted.has('B-1') || !wanted.has('K-1')) throw new Error(`lost with ${JSON.stringify(bytes.toString('latin1'))}`)
        const again = parseRegistry(serializeRegistry(wanted, 0))
        if (again?.records.size !== wanted.size || again.odd.length > 0)
          throw new Error(`not written as it was read: ${JSON.stringify(bytes.toString('latin1'))}`)
      }
    },
    times(30_000, 600_000),
  )
})

/** One to four changes: a byte exchanged, a piece taken out, doubled or moved. */
function mutated(valid: Buffer, random: (limit: number) => number): Buffer {
  let bytes = Buffer.from(valid)
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const from = random(bytes.length)
    const to = from + random(40)
    const kind = random(4)
    if (kind === 0) bytes[from] = random(256)
    if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
    if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
    if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, from), Buffer.from('{}[]",:\\'.charAt(random(8))), bytes.subarray(from)])
  }
  return bytes
}
