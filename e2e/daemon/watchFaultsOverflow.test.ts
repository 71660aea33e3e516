/**
 * Case 24: the kernel's queue overflows, which Node hides. The queue is really short (256 events) and the host really stands
 * still (SIGSTOP) while thousands of files are written; afterwards the record must equal what Git says, and a folder made last must
 * be watched. Linux only: elsewhere the queue's length is not ours to choose.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, type TestRepo } from '../../testing/scaffold.ts'
import { statusPaths } from '../../testing/statusPaths.ts'
import { WatchedDaemon } from '../../testing/watchedDaemon.ts'

const QUEUE = '/proc/sys/fs/inotify/max_queued_events'
const WRITES = times(6_000, 60_000)
const FILES = times(5_000, 50_000)
const FOLDERS = 40
const CONVERGED_MS = 5_000

describe.skipIf(!isWritable(QUEUE))('a queue of 256 events that overflows', () => {
  let watched: WatchedDaemon
  let other: TestRepo

  beforeEach(async () => {
    // The length counts when a process opens its queue, so others are not troubled for longer than that takes.
    const usual = readFileSync(QUEUE, 'utf8')
    writeFileSync(QUEUE, '256')
    try {
      watched = await WatchedDaemon.start()
      other = await recording('other', { 'a.ts': 'one\n' })
    } finally {
      writeFileSync(QUEUE, usual)
    }
  })

  afterEach(() => watched.close())

  const recording = async (folder: string, files: Record<string, string>): Promise<TestRepo> => {
    const repo = createRepo({ folder: join(watched.folder, folder), files })
    await watched.record(repo)
    await watched.settle(repo)
    return repo
  }
  const large = (round: number): Promise<TestRepo> => {
    const folders = ['quiet', ...Array.from({ length: FOLDERS }, (_, index) => `d${index}`)]
    return recording(`repo${round}`, Object.fromEntries(folders.map((folder) => [`${folder}/a.ts`, 'one\n'])))
  }
  const blocked = async (work: () => void): Promise<void> => {
    process.kill(watched.hostPid, 'SIGSTOP')
    try {
      work()
    } finally {
      process.kill(watched.hostPid, 'SIGCONT')
    }
  }
  /** Into folders that are watched already: what happens in new ones sends no events while the host stands still. */
  const burst = (repo: TestRepo): void => {
    for (let write = 0; write < WRITES; write++) {
      const file = write % FILES
      writeFileSync(join(repo.root, `d${file % FOLDERS}/f${file}.ts`), `${write}`)
    }
    repo.write('quiet/last/deep/x.ts', 'x')
  }
  const converged = async (one: TestRepo): Promise<void> => {
    const wanted = statusPaths(one)
    await eventually(() => watched.recorded(one).length === wanted.length, CONVERGED_MS)
    expect(watched.recorded(one)).toEqual(wanted)
    // Said a moment after it is durable.
    await eventually(() => watched.session(one).changes === watched.changes(one), CONVERGED_MS)
  }

  test('the record converges, and the folder made last is watched', async () => {
    for (let round = 0; round < times(2, 20); round++) {
      const repo = await large(round)
      await blocked(() => burst(repo))
      await converged(repo)
      // The first edit may still be found by a look that was due; the second only by its event.
      for (const text of ['first', 'second edit']) {
        const { changes } = watched.session(repo)
        repo.write('quiet/last/deep/x.ts', text)
        await eventually(() => watched.session(repo).changes === changes + 1, CONVERGED_MS)
      }
      await watched.ask('session/stop', { session: watched.session(repo).id })
    }
  }, 600_000)

  test('an edit in another repository, whose event the flood pushed out, is found too', async () => {
    const repo = await large(0)
    await blocked(() => {
      burst(repo)
      other.write('a.ts', 'edited meanwhile\n')
    })
    await converged(other)
    await converged(repo)
  }, 100_000)
})

function isWritable(path: string): boolean {
  try {
    writeFileSync(path, readFileSync(path))
    return true
  } catch {
    process.stdout.write(`not run here: the kernel's queue cannot be shortened (${path} is not writable)\n`)
    return false
  }
}
