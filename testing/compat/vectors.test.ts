/**
 * What the Python program made of odd inputs. A well-formed one must give the same reading and the same file here;
 * where it lost something, nothing may be lost.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { z } from 'zod'
import { OwnMark } from '../../main/registry/ownMark.ts'
import { mergeRegistry } from '../../main/registry/registryFile.ts'
import { RegistryMemory } from '../../main/registry/registryMemory.ts'
import { parseRegistry, serializeRegistry } from '../../main/registry/registryShape.ts'
import { detectBacklogId } from '../../shared/domain/backlogId.ts'
import { removeFolder, tempFolder } from '../scaffold.ts'

const loadSchema = z.record(z.string(), z.object({ file: z.string(), warning: z.string(), loaded: z.array(z.string()), saved: z.string() }))
const detectSchema = z.array(
  z.object({
    branch: z.string(),
    state: z.object({ backlog_id: z.unknown() }).nullable(),
    explicit: z.string().nullable(),
    result: z.string().nullable(),
  }),
)

function vectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), 'utf8'))
}

/** Where the Python program lost sessions, or took something for a number that is none: what is kept here instead. */
const KEPT_INSTEAD: Readonly<Record<string, readonly string[]>> = {
  context_null: ['B-1'],
  tags_null: ['B-1'],
  truncated: [],
  list: [],
  sessions_list: [],
  null: [],
  nan: [],
}

suite('testing/compat/vectors, registry_load', () => {
  let root: string
  beforeEach(() => {
    root = tempFolder()
    mkdirSync(join(root, '.git'))
    mkdirSync(join(root, 'artifacts'))
  })
  afterEach(() => removeFolder(root))

  const path = (): string => join(root, 'artifacts/session_registry.json')
  /** `saved` is the file as it is written when something in it has changed. */
  const merge = async (file: string): Promise<{ setAside: string | null; text: string; saved: string }> => {
    writeFileSync(path(), file)
    const memory = new RegistryMemory()
    const { setAside, outgoing } = await mergeRegistry({ root, gitDir: join(root, '.git') }, { memory, mark: new OwnMark(), now: 0, edited: () => undefined })
    await outgoing?.file.close()
    return { setAside, text: readFileSync(path(), 'utf8'), saved: serializeRegistry(memory.wanted(), 0) }
  }

  for (const [name, vector] of Object.entries(loadSchema.parse(vectors('registry_load')))) {
    const kept = KEPT_INSTEAD[name]
    if (kept === undefined) {
      test(`${name} is read and written as the Python program did`, async () => {
        expect(vector.warning).toBe('')
        expect([...(parseRegistry(vector.file)?.records.keys() ?? [])]).toEqual(vector.loaded)
        const { setAside, text, saved } = await merge(vector.file)
        expect([setAside, text]).toEqual([null, vector.file])
        expect(saved.replace('1970-01-01T00:00:00+00:00', '<ISO>')).toBe(vector.saved)
      })
    } else {
      test(`${name} loses nothing`, async () => {
        const { setAside, text } = await merge(vector.file)
        expect([...(parseRegistry(text)?.records.keys() ?? [])]).toEqual(kept)
        // Either every session could be read, or the whole file was put aside as it was.
        if (kept.length > 0) expect(setAside).toBeNull()
        else expect(readFileSync(join(root, 'artifacts', setAside ?? ''), 'utf8')).toBe(vector.file)
        expect(readdirSync(join(root, 'artifacts'))).toHaveLength(setAside === null ? 1 : 2)
      })

      test(`${name}, beside a session that can be read, does not take that one with it`, async () => {
        const good = '"B-0": {"backlog_id": "B-0", "pid": 1, "start_time": "2025-08-21T00:00:00Z", "worklog_path": "w", "status": "active"}, '
        const file = vector.file.replace(/("sessions": ?\{)/, `$1${good}`)
        const { text } = await merge(file)
        expect([...(parseRegistry(text)?.records.keys() ?? [])]).toEqual(file === vector.file ? kept : ['B-0', ...kept])
      })
    }
  }
})

suite('testing/compat/vectors, detect_backlog_id', () => {
  for (const { branch, state, explicit, result } of detectSchema.parse(vectors('detect_backlog_id'))) {
    // Ids are ASCII here, and `B-` is a word of its own: another answer shows a defect of the Python program.
    const isDefect = result !== null && (!/^[A-Za-z0-9._-]+$/.test(result) || (result !== explicit && new RegExp(`[A-Za-z0-9]${result}`).test(branch)))
    const wanted = isDefect ? null : result
    test(`branch ${branch}, state ${String(state?.backlog_id)}, flag ${String(explicit)} give ${String(wanted)}`, () => {
      expect(detectBacklogId({ branch, explicit: explicit ?? undefined, state: state?.backlog_id })).toBe(wanted)
    })
  }

  test('a name that only ends like an ID is no ID, and digits of other scripts are none', () => {
    expect(detectBacklogId({ branch: 'feat/WEB-12' })).toBeNull()
    expect(detectBacklogId({ branch: 'feat/B-١٢' })).toBeNull()
    expect(detectBacklogId({ branch: 'feat/WEB-12-B-7' })).toBe('B-7')
  })
})
