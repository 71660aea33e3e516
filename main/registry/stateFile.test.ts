import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { systemFiles } from '../base/files.ts'
import type { RepoFolders } from './registryFile.ts'
import { lateKeys, mergeState, readState } from './stateFile.ts'

suite('main/registry/stateFile', () => {
  let root: string
  let repo: RepoFolders
  beforeEach(() => {
    root = tempFolder()
    repo = { root, gitDir: join(root, '.git') }
    mkdirSync(repo.gitDir)
  })
  afterEach(() => removeFolder(root))

  const path = (): string => join(root, '.ai_state.json')
  const state = async (own: Readonly<Record<string, unknown>>, place = repo): Promise<boolean> => {
    const { damaged, outgoing } = await mergeState(place, own)
    await outgoing?.file.close()
    return !damaged
  }

  test('foreign keys of the state file and their order survive', async () => {
    writeFileSync(join(root, '.ai_state.json'), '{"theirs": {"deep": [1, null, "ü"]}, "backlog_id": "old", "__proto__": 1, "z": true}')
    expect(await state({ backlog_id: 'B-1', scribe: {} })).toBe(true)
    expect(readFileSync(join(root, '.ai_state.json'), 'utf8')).toBe(
      '{\n  "theirs": {\n    "deep": [\n      1,\n      null,\n      "\\u00fc"\n    ]\n  },\n  "backlog_id": "B-1",\n  "__proto__": 1,\n  "z": true,\n  "scribe": {}\n}',
    )
  })

  test('no state file, or an empty one, is an empty state', async () => {
    expect(await readState(root)).toEqual({})
    writeFileSync(join(root, '.ai_state.json'), ' \n')
    expect(await readState(root)).toEqual({})
    expect(await state({ a: 1 })).toBe(true)
  })

  test('a damaged state file is left alone and said so', async () => {
    for (const damage of ['{', '[]', 'null', '7', '{"a": NaN}', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])]) {
      writeFileSync(join(root, '.ai_state.json'), damage)
      expect(await readState(root)).toBeNull()
      expect(await state({ a: 1 })).toBe(false)
      expect(readFileSync(join(root, '.ai_state.json'))).toEqual(Buffer.from(damage))
    }
  })

  test('a state that says everything already is not written again', async () => {
    await state({ a: 1 })
    const refuse = async (): Promise<never> => {
      throw new Error('written again')
    }
    expect(await state({ a: 1 }, { ...repo, files: { ...systemFiles, rename: refuse } })).toBe(true)
  })

  test('a state nested deeper than it could be written again is left alone', async () => {
    const deep = `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    writeFileSync(path(), deep)
    expect(await state({ b: 1 })).toBe(false)
    expect(readFileSync(path(), 'utf8')).toBe(deep)
  })

  test('a state that is just being written is waited for', async () => {
    writeFileSync(path(), '')
    const merging = state({ ours: 1 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    writeFileSync(path(), '{"theirs": 1}')
    expect(await merging).toBe(true)
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual({ theirs: 1, ours: 1 })
  })

  test('of a copy that came too late, what it set anew is kept, and not what is ours', () => {
    const base = { a: 1, b: { deep: 1 }, scribe: {} }
    expect(lateKeys({ a: 2, b: { deep: 1 }, c: 3, scribe: { pid: 9 } }, base, { scribe: {} })).toEqual({ a: 2, c: 3 })
    expect(lateKeys({ a: 2 }, null, {})).toEqual({ a: 2 })
    expect(lateKeys({}, base, {})).toEqual({})
  })
})
