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
import { statusPaths, WatchedDaemon } from '../../testing/watchedDaemon.ts'

const QUEUE = '/proc/sys/fs/inotify/max_queued_events'
const FILES = times(6_000, 60_000)
const FOLDERS = 40
const CONVERGED_MS = 5_000

describe.skipIf(!isWritable(QUEUE))('a queue of 256 events that overflows', () => {
  let watched: WatchedDaemon
  let repo: TestRepo
  let other: TestRepo

  beforeEach(async () => {
    // The length counts when a process opens its queue, so others are not troubled for longer than that takes.
    const usual = readFileSync(QUEUE, 'utf8')
    writeFileSync(QUEUE, '256')
    const files = Object.fromEntries(['quiet', ...Array.from({ length: FOLDERS }, (_, index) => `d${index}`)].map((folder) => [`${folder}/a.ts`, 'one\n']))
    try {
      watched = await WatchedDaemon.start()
      repo = createRepo({ folder: join(watched.folder, 'repo'), files })
      other = createRepo({ folder: join(watched.folder, 'other'), files: { 'a.ts': 'one\n' } })
      for (const one of [repo, other]) await watched.record(one)
      for (const one of [repo, other]) await watched.settle(one)
    } finally {
      writeFileSync(QUEUE, usual)
    }
  })

  afterEach(() => watched.close())

  const blocked = async (work: () => void): Promise<void> => {
    process.kill(watched.hostPid, 'SIGSTOP')
    try {
      work()
    } finally {
      process.kill(watched.hostPid, 'SIGCONT')
    }
  }
  /** Into folders that are watched already: what happens in new ones sends no events while the host stands still. */
  const burst = (round: number): void => {
    for (let index = 0; index < FILES; index++) writeFileSync(join(repo.root, `d${index % FOLDERS}/f${index}-${round}.ts`), `${index}`)
    repo.write(`quiet/last${round}/deep/x.ts`, 'x')
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
      await blocked(() => burst(round))
      await converged(repo)
      // The first edit may still be found by a look that was due; the second only by its event.
      for (const text of ['first', 'second edit']) {
        const { changes } = watched.session(repo)
        repo.write(`quiet/last${round}/deep/x.ts`, text)
        await eventually(() => watched.session(repo).changes === changes + 1, CONVERGED_MS)
      }
    }
  }, 600_000)

  test('an edit in another repository, whose event the flood pushed out, is found too', async () => {
    await blocked(() => {
      burst(0)
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
