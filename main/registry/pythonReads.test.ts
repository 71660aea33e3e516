/**
 * What we write, the Python program must be able to read: it forgets every session behind one it stumbles over, and its next
 * save makes that final. Turns red when any field is written in a form its loader does not take.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { HAS_PYTHON, pythonResave, startPython } from '../../testing/pythonWriter.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { OwnMark } from './ownMark.ts'
import { sameRecord } from './recordEdit.ts'
import { mergeRegistry } from './registryFile.ts'
import { RegistryMemory } from './registryMemory.ts'
import { parseRegistry, type RegistryRecord, serializeRegistry, toRecord } from './registryShape.ts'

const REGISTRIES = times(100, 1_000)
const READS = times(60, 10_000)

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const anySession = fc
  .record({
    tags: fc.uniqueArray(text, { maxLength: 4 }),
    description: fc.option(text),
    related: fc.array(text, { maxLength: 2 }),
    state: fc.constantFrom('recording' as const, 'paused' as const, 'completed' as const, 'interrupted' as const),
    type: fc.constantFrom('brainstorming' as const, 'debug' as const),
    priority: fc.constantFrom('high' as const, 'low' as const),
    started_at: fc.nat(4e12),
    idle_timeout_s: fc.nat(28_800),
  })
  .map((fields): RegistryRecord => toRecord(sampleSession({ ...fields, ended_at: fields.state === 'completed' ? fields.started_at : null }), 7))

suite.skipIf(!HAS_PYTHON)('main/registry, read by the Python program', () => {
  let folder: string
  beforeEach(() => {
    folder = tempFolder()
  })
  afterEach(() => removeFolder(folder))

  test(
    `${REGISTRIES} registries of ours are loaded whole and saved without a loss`,
    async () => {
      const registries = fc.sample(
        fc.dictionary(
          text.filter((key) => key !== ''),
          anySession,
          { maxKeys: 12 },
        ),
        { numRuns: REGISTRIES, seed: 7 },
      )
      const files = registries.map((records, index) => {
        const path = join(folder, `${index}.json`)
        writeFileSync(path, serializeRegistry(new Map(Object.entries(records)), 1_000))
        return { path, records: new Map(Object.entries(records)) }
      })
      expect(await pythonResave(files.map(({ path }) => path))).toEqual(files.map(({ records }) => records.size))
      for (const { path, records } of files) {
        const read = parseRegistry(readFileSync(path, 'utf8'))
        expect([read?.records.size, read?.odd]).toEqual([records.size, []])
        for (const [key, record] of records) {
          const again = read?.records.get(key)
          expect([key, again !== undefined && sameRecord(record, again)]).toEqual([key, true])
        }
      }
    },
    times(30_000, 300_000),
  )

  // Turns red when an empty or torn file is believed at once.
  test(
    `${READS} looks while the Python program empties and rewrites the file: nothing is ever taken for lost or damaged`,
    async () => {
      const path = join(folder, 'artifacts/session_registry.json')
      mkdirSync(join(folder, '.git'))
      mkdirSync(join(folder, 'artifacts'))
      const keys = Array.from({ length: 300 }, (_, n) => `F-${n}`)
      writeFileSync(path, serializeRegistry(new Map(keys.map((key) => [key, { ...toRecord(sampleSession({ backlog_id: key }), 1) }])), 0))
      const python = startPython('rewrite', path, '1000000', '0.001')
      const known = { memory: new RegistryMemory(), mark: new OwnMark(), now: 0, edited: () => undefined }
      try {
        for (let n = 0; n < READS; n++) {
          const { setAside, outgoing } = await mergeRegistry({ root: folder, gitDir: join(folder, '.git') }, known)
          await outgoing?.file.close()
          expect([n, setAside, known.memory.wanted().size]).toEqual([n, null, keys.length])
        }
      } finally {
        await python.kill()
      }
    },
    times(60_000, 900_000),
  )
})
