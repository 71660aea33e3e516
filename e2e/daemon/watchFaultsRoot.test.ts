/**
 * Case 25: the root itself goes. Deleted, renamed away, replaced by a file or by another clone, ejected with its disk, moved away and
 * back: each is said within 2 s, nothing is ever written into what stands there instead, and the same folder goes on when it is back.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { eventually } from '../../testing/eventually.ts'
import { listFolder } from '../../testing/folderListing.ts'
import { createRepo, type TestRepo } from '../../testing/scaffold.ts'
import { WatchedDaemon, type WatchedDaemonOptions } from '../../testing/watchedDaemon.ts'

const SAID_MS = 2_000
const BACK_MS = 5_000
/** Rounds of proof are made short for the one fault that only they show. */
const PROOFS = { roundMs: 700, deadlineMs: 500 }

type Fault = (root: string) => void

describe('a root that goes', () => {
  let watched: WatchedDaemon

  afterEach(() => watched.close())

  const start = async (watching: WatchedDaemonOptions['watching'] = {}): Promise<void> => {
    watched = await WatchedDaemon.start({ watching })
  }
  const at = (name: string): string => join(watched.folder, name)
  const recording = async (name: string): Promise<TestRepo> => {
    const repo = createRepo({ folder: at(name), files: { 'a.ts': 'one\n' } })
    await watched.record(repo)
    await watched.settle(repo)
    return repo
  }
  const said = (repo: TestRepo, ms = SAID_MS): Promise<boolean> =>
    eventually(() => watched.alerts(repo).includes('repo.gone') && watched.session(repo).capture !== 'live', ms)
  /** The one line about the time nobody watched, since the session's entry number `from`. */
  const gap = (repo: TestRepo, from: number): Promise<string> =>
    eventually(() => {
      const lines = watched
        .entries(repo)
        .slice(from)
        .flatMap((entry) => (entry.kind === 'gap' ? entry.lines : []))
      expect(lines).toHaveLength(1)
      return lines[0]
    }, BACK_MS)

  // Red without `FolderTree`'s look at its root's own event: the next round of proofs, 30 s later, would be the first to know.
  test('deleted, renamed away, replaced by a file: said, and waited for', async () => {
    await start()
    const faults: Readonly<Record<string, Fault>> = {
      deleted: (root) => rmSync(root, { recursive: true }),
      'renamed away': (root) => renameSync(root, `${root} elsewhere`),
      'replaced by a file': (root) => {
        rmSync(root, { recursive: true })
        writeFileSync(root, 'not a folder\n')
      },
    }
    for (const [name, fault] of Object.entries(faults)) {
      const repo = await recording(name)
      fault(repo.root)
      await said(repo)
      expect(watched.session(repo)).toMatchObject({ state: 'recording', capture: 'degraded' })
      await watched.ask('worklog/append', { session: watched.session(repo).id, text: 'kept in the record' })
    }
    await watched.daemon.close()
    expect([existsSync(at('deleted')), existsSync(at('renamed away'))]).toEqual([false, false])
    expect(readFileSync(at('replaced by a file'), 'utf8')).toBe('not a folder\n')
  }, 60_000)

  // Red without `isSameRoot` in a proof: a folder above that moves sends no event to anything below it.
  test('gone with a folder above it: said by the next round of proofs', async () => {
    await start({ proofs: PROOFS })
    const repo = await recording('above/repo')
    renameSync(at('above'), at('elsewhere'))
    await said(repo, 5 * PROOFS.roundMs)
    renameSync(at('elsewhere'), at('above'))
    await watched.capture(repo, 'live', BACK_MS)
  }, 60_000)

  // Red without the comparison of `folderIdentity` in `Captures` and before each write.
  test('another folder in its place: its session ends, and nothing is written there', async () => {
    await start()
    const source = createRepo({ folder: at('source'), files: { 'a.ts': 'one\n' } })
    const faults: Readonly<Record<string, Fault>> = {
      'a clone': (root) => execFileSync('git', ['clone', '-q', source.root, root]),
      'a folder': (root) => mkdirSync(root),
    }
    for (const [name, fault] of Object.entries(faults)) {
      const repo = await recording(name)
      rmSync(repo.root, { recursive: true })
      fault(repo.root)
      // A note that is on its way to the worklog is the likeliest to land in the wrong folder.
      await watched.ask('worklog/append', { session: watched.session(repo).id, text: 'on its way' }).catch(() => undefined)
      await eventually(() => watched.session(repo).state === 'interrupted', SAID_MS)
      expect([watched.session(repo).stop_reason, watched.alerts(repo)]).toEqual(['gone', expect.arrayContaining(['repo.gone'])])
    }
    await watched.daemon.close()
    for (const name of Object.keys(faults)) {
      const theirs = Object.keys(listFolder(at(name)))
      expect(theirs.filter((path) => /^(?:artifacts|\.ai_state|\.git\/scribe)/.test(path))).toEqual([])
    }
  }, 60_000)

  // Red without `awaitRoot`, which looks for the folder until it is back.
  test('moved away and back: goes on where it was, with what changed meanwhile and the gap', async () => {
    await start()
    const repo = await recording('moved')
    for (let round = 1; round <= times(1, 50); round++) {
      const { changes, entries } = watched.session(repo)
      const since = Date.now()
      renameSync(repo.root, at('aside'))
      await said(repo)
      writeFileSync(join(at('aside'), 'a.ts'), `${round}\n`)
      renameSync(at('aside'), repo.root)
      await watched.capture(repo, 'live', BACK_MS)
      await eventually(() => watched.session(repo).changes === changes + 1)
      expectTimes(await gap(repo, entries), since)
      repo.write('a.ts', `seen ${round}\n`)
      await eventually(() => watched.session(repo).changes === changes + 2)
    }
  }, 600_000)

  test('ejected with its disk, and back: the same', async ({ skip }) => {
    await start()
    const found = disk(at('disk'))
    if (found === null) return skip()
    try {
      const repo = await recording('disk/repo')
      const { changes, entries } = watched.session(repo)
      const since = Date.now()
      found.eject()
      await said(repo)
      found.mount()
      await watched.capture(repo, 'live', BACK_MS)
      expectTimes(await gap(repo, entries), since)
      repo.write('a.ts', 'seen again\n')
      await eventually(() => watched.session(repo).changes === changes + 1)
    } finally {
      await watched.daemon.close()
      found.eject()
    }
  }, 60_000)
})

/** A disk of its own, in a file; `null` where none may be mounted. */
function disk(folder: string): { readonly mount: () => void; readonly eject: () => void } | null {
  const [image, point] = [`${folder}.img`, folder]
  const mount = (): void => void execFileSync('mount', ['-o', 'loop', image, point], { stdio: 'pipe' })
  // A run of Git that is just looking keeps the disk busy for a moment.
  const eject = (): void =>
    void execFileSync('sh', ['-c', 'for n in 1 2 3 4 5 6 7 8 9 10; do umount "$0" 2>/dev/null && exit 0; sleep 0.2; done; umount "$0"', point], {
      stdio: 'pipe',
    })
  try {
    execFileSync('truncate', ['-s', '16M', image])
    execFileSync('mkfs.ext4', ['-q', image], { stdio: 'pipe' })
    mkdirSync(point)
    mount()
    return { mount, eject }
  } catch (error) {
    process.stdout.write(`not run here: a disk cannot be mounted (${String(error).split('\n')[0]})\n`)
    return null
  }
}

function expectTimes(line: string, since: number): void {
  const [, from = '', to = ''] = /^- Gap: not watched from (.{19}) to (.{19}) \(the folder was gone\)$/.exec(line) ?? []
  // The worklog has whole seconds; a sign of life may be as old as the last edit.
  expect(Date.parse(from)).toBeGreaterThanOrEqual(since - 10_000)
  expect(Date.parse(from)).toBeLessThanOrEqual(Date.parse(to))
  expect(Date.parse(to)).toBeLessThanOrEqual(Date.now())
  expect(Date.parse(to)).toBeGreaterThanOrEqual(since - 1_000)
}
