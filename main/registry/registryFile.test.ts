import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { systemFiles } from '../base/files.ts'
import { OwnMark } from './ownMark.ts'
import { mergeRegistry, type RepoFolders } from './registryFile.ts'
import { RegistryMemory } from './registryMemory.ts'
import { type RegistryRecord, toRecord } from './registryShape.ts'
import { mergeState, readState } from './stateFile.ts'

const NOW = 1_763_821_177_485
const MINIMAL = { backlog_id: 'F-1', pid: 1, start_time: '2025-08-21T00:00:00Z', worklog_path: 'w', status: 'active' }
const OWN: RegistryRecord = toRecord(sampleSession({ backlog_id: 'B-1' }), 77)
const ASIDE = expect.stringMatching(/^session_registry\.corrupt-[0-9TZ-]+\.json$/)

suite('main/registry/registryFile', () => {
  let root: string
  let outside: string
  let repo: RepoFolders

  beforeEach(() => {
    root = tempFolder()
    outside = tempFolder()
    repo = { root, gitDir: join(root, '.git') }
    mkdirSync(repo.gitDir)
  })
  afterEach(() => {
    removeFolder(root)
    removeFolder(outside)
  })

  const registryPath = (): string => join(root, 'artifacts/session_registry.json')
  const plant = (content: string | Buffer): void => {
    mkdirSync(join(root, 'artifacts'), { recursive: true })
    writeFileSync(registryPath(), content)
  }
  /** A first look of a program that has these sessions. */
  const merge = async (own: ReadonlyMap<string, RegistryRecord> = new Map([['B-1', OWN]]), place = repo): Promise<{ setAside: string | null }> => {
    const memory = new RegistryMemory()
    memory.update(own, 77)
    const { setAside, outgoing } = await mergeRegistry(place, { memory, mark: new OwnMark(), now: NOW, edited: () => undefined })
    await outgoing?.file.close()
    return { setAside }
  }
  const state = async (own: Readonly<Record<string, unknown>>): Promise<boolean> => {
    const { damaged, outgoing } = await mergeState(repo, own)
    await outgoing?.file.close()
    return !damaged
  }
  const sessions = (): Record<string, { pid: number }> => JSON.parse(readFileSync(registryPath(), 'utf8')).sessions
  const aside = (): string[] => readdirSync(join(root, 'artifacts')).filter((name) => name.includes('corrupt'))

  test('without a file, the own sessions make one', async () => {
    expect(await merge()).toEqual({ setAside: null })
    expect(Object.keys(sessions())).toEqual(['B-1'])
  })

  test('an empty file is a beginning, not damage', async () => {
    plant('')
    expect(await merge()).toEqual({ setAside: null })
    expect([Object.keys(sessions()), aside()]).toEqual([['B-1'], []])
  })

  test('foreign records stay, in their places; own ones replace theirs where they stand', async () => {
    plant(JSON.stringify({ sessions: { 'F-1': MINIMAL, 'B-1': { ...MINIMAL, pid: 5 }, 'F-0': MINIMAL } }))
    await merge(
      new Map([
        ['B-1', OWN],
        ['B-9', OWN],
      ]),
    )
    expect(Object.entries(sessions()).map(([key, { pid }]) => [key, pid])).toEqual([
      ['F-1', 1],
      ['B-1', 77],
      ['F-0', 1],
      ['B-9', 77],
    ])
  })

  const DAMAGED: Record<string, string | Buffer> = {
    'cut short': `{"sessions": {"F-1": ${JSON.stringify(MINIMAL)}, "F-2": {"backlog_id": "F-`,
    'with a record that cannot be read': JSON.stringify({ sessions: { 'F-1': MINIMAL, 'F-2': { ...MINIMAL, pid: '7' } } }),
    'with Python’s NaN': `{"sessions": {"F-1": ${JSON.stringify(MINIMAL)}, "F-2": {"pid": NaN}}}`,
    'with a mark of byte order': `\ufeff{"sessions": {"F-1": ${JSON.stringify(MINIMAL)}}}`,
    'with bytes that are no text': Buffer.concat([
      Buffer.from(`{"sessions": {"F-1": ${JSON.stringify(MINIMAL)}}, "x": "`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]),
  }
  for (const [what, content] of Object.entries(DAMAGED)) {
    test(`a file ${what} is kept to the byte, and what can be read of it stays`, async () => {
      plant(content)
      expect(await merge()).toEqual({ setAside: ASIDE })
      expect(Object.keys(sessions())).toEqual(['F-1', 'B-1'])
      expect(aside().map((name) => readFileSync(join(root, 'artifacts', name)))).toEqual([Buffer.from(content)])
      expect(await merge()).toEqual({ setAside: null })
    })
  }

  const NO_REGISTRY: Record<string, string | Buffer> = {
    'a list': '[]',
    null: 'null',
    'sessions in a list': '{"sessions": []}',
    'a few bytes': '{',
    spaces: '   \n',
    'UTF-16': Buffer.from('\ufeff{"sessions": {}}', 'utf16le'),
    zeros: Buffer.alloc(4096),
  }
  for (const [what, content] of Object.entries(NO_REGISTRY)) {
    test(`${what} in its place is kept to the byte and replaced`, async () => {
      plant(content)
      expect(await merge()).toEqual({ setAside: ASIDE })
      expect(Object.keys(sessions())).toEqual(['B-1'])
      expect(aside().map((name) => readFileSync(join(root, 'artifacts', name)))).toEqual([Buffer.from(content)])
    })
  }

  test('a file that is only being written is waited for', async () => {
    plant(`{"sessions": {"F-1": ${JSON.stringify(MINIMAL)}`)
    const merging = merge()
    await sleep(50)
    writeFileSync(registryPath(), JSON.stringify({ sessions: { 'F-1': MINIMAL, 'F-2': MINIMAL } }))
    expect(await merging).toEqual({ setAside: null })
    expect([Object.keys(sessions()), aside()]).toEqual([['F-1', 'F-2', 'B-1'], []])
  })

  test('a write that fails after the damage was kept leaves one copy, however often it is tried', async () => {
    plant('{"sessions": {"F-1": broken')
    const refuse = async (): Promise<void> => {
      throw new Error('no rename today')
    }
    for (let n = 0; n < 3; n++) await expect(merge(undefined, { ...repo, files: { ...systemFiles, rename: refuse } })).rejects.toThrow('no rename today')
    expect([aside().length, readFileSync(registryPath(), 'utf8')]).toEqual([1, '{"sessions": {"F-1": broken'])
    expect(await merge()).toEqual({ setAside: aside()[0] })
    expect(aside()).toHaveLength(1)
  })

  test('a copy that somebody else put under that name is not written over', async () => {
    const plantOld = (): void => {
      plant('{broken')
      utimesSync(registryPath(), 1_700_000_000, 1_700_000_000)
    }
    plantOld()
    await merge()
    const copy = join(root, 'artifacts/session_registry.corrupt-2023-11-14T22-13-20-000Z.json')
    writeFileSync(copy, 'something else')
    plantOld()
    await expect(merge()).rejects.toThrow('EEXIST')
    expect([readFileSync(copy, 'utf8'), readFileSync(registryPath(), 'utf8')]).toEqual(['something else', '{broken'])
  })

  const UNSAFE: Record<string, (path: string) => unknown> = {
    'a link to a file': (path) => symlinkSync(join(outside, 'theirs.json'), path),
    'a dangling link': (path) => symlinkSync(join(outside, 'missing.json'), path),
    'a folder': (path) => mkdirSync(path),
    'a pipe': (path) => execFileSync('mkfifo', [path]),
  }
  for (const [what, put] of Object.entries(UNSAFE)) {
    test(`${what} in place of either file is refused, and nothing is written outside`, async () => {
      writeFileSync(join(outside, 'theirs.json'), '{"a": 1}')
      mkdirSync(join(root, 'artifacts'))
      put(registryPath())
      put(join(root, '.ai_state.json'))
      await expect(merge()).rejects.toMatchObject({ code: 'worklog.unsafePath' })
      await expect(state({ a: 2 })).rejects.toMatchObject({ code: 'worklog.unsafePath' })
      await expect(readState(root)).rejects.toMatchObject({ code: 'worklog.unsafePath' })
      expect([readdirSync(outside), readFileSync(join(outside, 'theirs.json'), 'utf8')]).toEqual([['theirs.json'], '{"a": 1}'])
    })
  }

  test('folders that lead out are refused, in the repository and in its Git directory', async () => {
    symlinkSync(outside, join(root, 'artifacts'))
    await expect(merge()).rejects.toMatchObject({ code: 'worklog.unsafePath' })
    rmSync(join(root, 'artifacts'))
    removeFolder(join(repo.gitDir, 'scribe'))
    symlinkSync(outside, join(repo.gitDir, 'scribe'))
    await expect(merge()).rejects.toMatchObject({ code: 'worklog.unsafePath' })
    await expect(state({})).rejects.toMatchObject({ code: 'worklog.unsafePath' })
    expect(readdirSync(outside)).toEqual([])
  })

  test('a second name of the file is cut loose, not written through', async () => {
    writeFileSync(join(outside, 'theirs.json'), '{}')
    mkdirSync(join(root, 'artifacts'))
    linkSync(join(outside, 'theirs.json'), registryPath())
    await merge()
    expect(readFileSync(join(outside, 'theirs.json'), 'utf8')).toBe('{}')
  })

  test('more than 64 MB is refused unread and left as it is', async () => {
    plant('')
    truncateSync(registryPath(), 64 * 1024 * 1024 + 1)
    await expect(merge()).rejects.toMatchObject({ code: 'limit.tooLarge' })
    expect(aside()).toEqual([])
  })

  test('temporary files stand in the Git directory of the worktree, also when that is a link’s target', async () => {
    const elsewhere = join(outside, 'worktrees/x')
    mkdirSync(elsewhere, { recursive: true })
    rmdirSync(repo.gitDir)
    symlinkSync(elsewhere, repo.gitDir)
    const seen = new Set<string>()
    let done = false
    const many = new Map(Array.from({ length: 3000 }, (_, n) => [`B-${n}`, OWN]))
    const merging = Promise.all([merge(many), state({ text: 'x'.repeat(1_000_000) })]).finally(() => {
      done = true
    })
    while (!done) {
      for (const folder of [root, join(root, 'artifacts'), join(elsewhere, 'scribe')]) for (const name of namesIn(folder)) seen.add(`${folder}/${name}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await merging
    const temporary = [...seen].filter((path) => path.endsWith('.tmp'))
    expect(temporary.length).toBeGreaterThan(0)
    expect(temporary.filter((path) => !path.startsWith(join(elsewhere, 'scribe/')))).toEqual([])
    expect(readdirSync(join(elsewhere, 'scribe'))).toEqual(['registry.written'])
  })
})

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
