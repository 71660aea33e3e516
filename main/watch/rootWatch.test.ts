import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import type { BackendEvents, BackendOptions, OpenBackend, RootState } from './backends/backend.ts'
import { type FromHost, PATHS_CAP, type WatchOrder } from './hostMessages.ts'
import { RootWatch } from './rootWatch.ts'

const orderFor = (root: string): WatchOrder => {
  const gitDir = join(root, '.git')
  return { kind: 'watch', root, gitDir, commonDir: gitDir, ignoredFolders: [], backend: 'auto', pollMs: 20 }
}

suite('main/watch/rootWatch', () => {
  let root: string
  let sent: FromHost[]
  let closed: number
  let state: RootState
  let included: string[]
  let onInclude: (folder: string) => void
  let rewalked: number
  let backend: { options: BackendOptions; events: BackendEvents } | null
  let watch: RootWatch | null

  beforeEach(() => {
    root = tempFolder()
    mkdirSync(join(root, '.git'))
    sent = []
    closed = 0
    state = 'there'
    included = []
    onInclude = () => undefined
    rewalked = 0
    backend = null
    watch = null
  })

  afterEach(async () => {
    await watch?.close()
    removeFolder(root)
  })

  /** A back end that says what the test wants. */
  const scripted: OpenBackend = (options, events) => {
    backend = { options, events }
    return {
      watches: 1,
      include: (folder) => {
        included.push(folder)
        onInclude(folder)
      },
      rootState: async () => state,
      rewalk: async () => void rewalked++,
      close: async () => void closed++,
    }
  }
  /** A watch of `root` over it. */
  const open = (gitDir = join(root, '.git'), ignoredFolders: string[] = []): BackendEvents & BackendOptions => {
    watch = new RootWatch({ ...orderFor(root), gitDir, commonDir: gitDir, ignoredFolders }, { open: scripted, polls: false, reason: null }, (message) =>
      sent.push(message),
    )
    if (backend === null) throw new Error('no back end was opened')
    const { options, events } = backend as { options: BackendOptions; events: BackendEvents }
    return { ...options, ...events }
  }
  const kinds = (): string[] => sent.map((message) => message.kind)
  const dirty = (): Promise<Extract<FromHost, { kind: 'dirty' }>> => eventually(() => sent.find((message) => message.kind === 'dirty'))

  test('events of one turn leave as one message, each path once and relative', async () => {
    const before = Date.now()
    const { dirty: event } = open()
    for (const name of ['a', 'sub/b', 'a']) event(join(root, name))
    const message = await dirty()
    expect(message).toMatchObject({ root, paths: ['a', 'sub/b'], count: 2, git: false })
    expect(message.at).toBeGreaterThanOrEqual(before)
    event(join(root, 'c'))
    await eventually(() => sent.length === 2)
    expect(sent[1]).toMatchObject({ paths: ['c'], count: 1 })
  })

  test('paths beyond the cap are counted only', async () => {
    const { dirty: event } = open()
    for (let index = 0; index < PATHS_CAP + 7; index++) event(join(root, `f${index}`))
    const { paths, count } = await dirty()
    expect([paths.length, count]).toEqual([PATHS_CAP, PATHS_CAP + 7])
  })

  test('a commit or checkout is told, other files of Git are not', async () => {
    const { dirty: event } = open()
    for (const name of ['index.lock', 'COMMIT_EDITMSG', 'objects/ab', 'scribe/.scribe-0123456789ab.tmp']) event(join(root, '.git', name))
    event(join(root, 'a'))
    expect(await dirty()).toMatchObject({ paths: ['a'], git: false })
    for (const name of ['HEAD', 'index', 'refs/remotes/origin/x', 'rebase-merge']) {
      sent = []
      event(join(root, '.git', name))
      expect(await dirty()).toMatchObject({ paths: [], count: 0, git: true })
    }
  })

  test('folders of Git that come while others are being watched are watched too', () => {
    const chain = ['refs/remotes', 'refs/remotes/origin', 'refs/remotes/origin/feat', 'refs/remotes/origin/feat/x'].map((path) => join(root, '.git', path))
    mkdirSync(join(root, '.git/refs/remotes'), { recursive: true })
    /** Just after one is watched, the next is made, as by a push that goes on. */
    onInclude = (folder) => {
      const next = chain[chain.indexOf(folder) + 1]
      if (next !== undefined) mkdirSync(next, { recursive: true })
    }
    open()
    expect(chain.filter((folder) => !included.includes(folder))).toEqual([])
  })

  test('what is ignored is asked with relative paths', () => {
    const { ignored } = open(join(root, '.git'), ['out/'])
    expect([ignored(join(root, 'out/x')), ignored(join(root, '.git/x')), ignored(join(root, 'src/out/x'))]).toEqual([true, true, false])
  })

  test('ready and a lost root are told', () => {
    const { ready, rootLost } = open()
    ready()
    rootLost()
    expect(kinds()).toEqual(['ready', 'rootLost'])
  })

  test('a tree that is covered only in part is degraded after it is ready, too', () => {
    const { ready, degraded } = open()
    degraded('ENOSPC: no watches left')
    degraded('ENOSPC: again')
    ready()
    expect(kinds()).toEqual(['degraded', 'degraded', 'ready', 'degraded'])
    expect(sent.at(-1)).toMatchObject({ message: 'ENOSPC: no watches left' })
  })

  test('a Git directory that cannot be watched degrades the watch, and the tree is watched all the same', async () => {
    const { ready, dirty: event } = open(join(root, 'no-such-git-dir'))
    expect(sent).toEqual([{ kind: 'degraded', root, message: expect.stringContaining('ENOENT'), polling: false, outage: false }])
    event(join(root, 'a'))
    expect(await dirty()).toMatchObject({ paths: ['a'] })
    ready()
    expect(kinds().slice(-2)).toEqual(['ready', 'degraded'])
  })

  test('the marker is written when it is asked for, and proves the watch once it is seen', async () => {
    const { dirty: event } = open()
    await watch?.prove(7)
    const marker = join(root, '.git/scribe/canary')
    expect(readFileSync(marker, 'utf8')).toMatch(/^\d{4}-.*Z\n$/)
    expect(sent).toEqual([])
    event(marker)
    event(marker)
    expect(sent).toEqual([{ kind: 'proved', root, tick: 7, ms: expect.any(Number) }])
  })

  test('a marker that cannot be written is told, is no sign of a dead watch, and nothing is written through a link', async () => {
    const outside = tempFolder()
    symlinkSync(outside, join(root, '.git/scribe'))
    open()
    await watch?.prove(1)
    expect(sent).toMatchObject([
      { kind: 'degraded', message: expect.stringContaining('cannot be proved') },
      { kind: 'unproved', tick: 1 },
    ])
    expect(existsSync(join(outside, 'canary'))).toBe(false)
    removeFolder(outside)
  })

  test('a marker that can be written again makes the watch whole again', async () => {
    writeFileSync(join(root, '.git/scribe'), 'in the way')
    const { dirty: event } = open()
    rmSync(join(root, '.git/scribe'))
    await watch?.prove(1)
    event(join(root, '.git/scribe/canary'))
    expect(kinds()).toEqual(['degraded', 'proved', 'ready'])
  })

  test('part of the tree that is seen again makes the watch whole again', () => {
    const { ready, degraded, healed } = open()
    degraded('EACCES')
    ready()
    healed()
    expect(kinds()).toEqual(['degraded', 'ready', 'degraded', 'ready'])
  })

  test('what is polled leaves no marker: a look that is answered proves it, one that is not tells nothing', async () => {
    watch = new RootWatch(orderFor(root), { open: scripted, polls: true, reason: 'This is a network volume.' }, (message) => sent.push(message))
    await watch.prove(1)
    state = 'silent'
    await watch.prove(2)
    backend?.events.silent()
    backend?.events.ready()
    expect(sent).toMatchObject([
      { kind: 'proved', tick: 1 },
      { kind: 'unproved', tick: 2 },
      { kind: 'degraded', outage: true },
      { kind: 'ready' },
      { kind: 'degraded', message: 'This is a network volume.', polling: true },
    ])
    expect([existsSync(join(root, '.git/scribe')), included]).toEqual([false, []])
  })

  test('after a burst the folders of Git are looked for again, and every twentieth proof walks the tree', async () => {
    const { gap } = open()
    included = []
    gap('burst')
    expect(included).toContain(join(root, '.git'))
    for (const tick of [19, 20, 21]) await watch?.prove(tick)
    expect(rewalked).toBe(1)
  })

  test('a proof asked of another root than the one that was opened tells that it is lost', async () => {
    open()
    state = 'lost'
    await watch?.prove(1)
    expect(kinds()).toEqual(['rootLost'])
    expect(existsSync(join(root, '.git/scribe/canary'))).toBe(false)
  })

  test('many events at once are a gap', () => {
    open().gap('burst')
    expect(sent).toMatchObject([{ kind: 'gap', root, reason: 'burst' }])
  })

  test('a tree too large to watch is looked at at intervals, and that is said', async () => {
    const { limit } = open()
    limit('There are too many folders to watch.')
    limit('There are too many folders to watch.')
    await eventually(() => kinds().includes('gap'))
    expect(sent.filter((message) => message.kind === 'degraded')).toMatchObject([
      { message: 'There are too many folders to watch. Scribe looks for changes every 0 s.', polling: true },
      { polling: true },
    ])
    expect(closed).toBe(1)
    rmSync(root, { recursive: true })
    await eventually(() => kinds().includes('rootLost'))
  })

  test('close ends the back end', async () => {
    open()
    await watch?.close()
    expect(closed).toBe(1)
  })
})
