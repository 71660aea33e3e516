/**
 * Case 29: volumes that are not ordinary disks. One in user space (FUSE) is known by its type and polled, aloud; when it hangs only its
 * own session suffers; one that is read-only, and a Git directory that is, are said and harm nobody. Needs the right to mount:
 * elsewhere it says that it was not run. NFS, SMB, iCloud Drive and case-sensitive images are not to be had here.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterEach, describe, expect, test } from 'vitest'
import { isRemoteVolume } from '../../main/watch/volume.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo } from '../../testing/scaffold.ts'
import { WatchedDaemon } from '../../testing/watchedDaemon.ts'

const POLL_MS = 500
/** A volume is given 2 s to answer, so a proof must be given longer. */
const PROOFS = { roundMs: 700, deadlineMs: 4_000 }
/** As many rounds as it takes for a watch that never proves itself to be given up. */
const ROUNDS = 7
const SOON_MS = 5_000

describe('a volume that is no ordinary disk', () => {
  let watched: WatchedDaemon
  let server: ChildProcess | null = null

  const start = async (): Promise<void> => {
    watched = await WatchedDaemon.start({ watching: { proofs: PROOFS, pollMs: POLL_MS } })
  }
  const at = (name: string): string => join(watched.folder, name)
  const mounted = (point: string): boolean => readFileSync('/proc/mounts', 'utf8').includes(` ${point} `)

  afterEach(async () => {
    server?.kill('SIGCONT')
    await watched.daemon.close()
    if (mounted(at('volume'))) execFileSync('umount', ['-l', at('volume')])
    server?.kill('SIGKILL')
    server = null
    await watched.close()
  })

  /** A volume served by a process of ours; false where there is no such program or it may not mount. */
  const fuse = async (): Promise<boolean> => {
    for (const name of ['served', 'volume']) mkdirSync(at(name))
    const started = spawn('bindfs', ['-f', at('served'), at('volume')], { stdio: 'ignore' })
    server = started
    const failed = new Promise<'failed'>((resolve) => void started.once('error', () => resolve('failed')).once('exit', () => resolve('failed')))
    return (await Promise.race([eventually(() => mounted(at('volume'))), failed])) === true
  }
  const tmpfs = (): boolean => {
    mkdirSync(at('volume'))
    return attempt(() => execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', at('volume')], { stdio: 'pipe' }))
  }
  const reasons = (): unknown[] =>
    watched.daemon
      .snapshot()
      .alerts.filter(({ code }) => code === 'watch.degraded')
      .map(({ args }) => args.reason)
  const repoIn = (folder: string) => createRepo({ folder: at(folder), files: { 'a.ts': 'one\n' } })
  /** Proofs of an ordinary repository, which go on beside. */
  const rounds = async (root: string, count: number): Promise<void> => {
    const seen = new Set<number>()
    await eventually(() => seen.add(watched.daemon.snapshot().proofs[root]?.at ?? 0).size > count, 20_000)
  }

  test('a disk and memory are no network volumes', async () => {
    await start()
    expect([await isRemoteVolume(watched.folder), await isRemoteVolume(process.cwd()), await isRemoteVolume('/no/such/folder')]).toEqual([false, false, false])
  })

  // Red without `isRemoteVolume` (events of other machines would never come), without the proof of a look that was answered (the
  // host is ended for silence), and, hanging, without the deadline in `folderIdentity` (the daemon stands still).
  test('in user space: polled, aloud; when it hangs, the others are watched as before', async ({ skip }) => {
    await start()
    if (!(await fuse())) return skip('not run here: no volume in user space can be mounted (bindfs)')
    const [remote, local] = [repoIn('volume/repo'), repoIn('local')]
    await watched.record(local)
    await watched.record(remote, 'degraded')
    expect(reasons()).toEqual(['This is a network volume. Scribe looks for changes every 1 s.'])
    remote.write('a.ts', 'two\n')
    await eventually(() => watched.session(remote).changes === 1, SOON_MS)
    const host = watched.hostPid
    await rounds(local.root, ROUNDS)
    expect([watched.hostPid, watched.session(local).capture]).toEqual([host, 'live'])

    const { entries } = watched.session(remote)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    server?.kill('SIGSTOP')
    await eventually(() => reasons().includes('The volume does not answer.'), 10_000)
    local.write('a.ts', 'seen meanwhile\n')
    await eventually(() => watched.session(local).changes === 1, SOON_MS)
    await rounds(local.root, 3)
    expect([watched.hostPid, watched.session(local).capture]).toEqual([host, 'live'])
    expect(delay.max / 1e6).toBeLessThan(1_000)

    server?.kill('SIGCONT')
    await eventually(
      () =>
        watched
          .entries(remote)
          .slice(entries)
          .some(({ kind }) => kind === 'gap'),
      SOON_MS,
    )
    remote.write('a.ts', 'three\n')
    await eventually(() => watched.session(remote).changes === 2, SOON_MS)
    expect(reasons()).toEqual(['This is a network volume. Scribe looks for changes every 1 s.'])
  }, 120_000)

  // Red without `unproved`: a marker that cannot be written looked like a dead watch, and the host was ended for it.
  test('read-only: said, and the others are watched as before', async ({ skip }) => {
    await start()
    if (!tmpfs()) return skip('not run here: no volume can be mounted')
    const [sealed, local] = [repoIn('volume/repo'), repoIn('local')]
    for (const repo of [sealed, local]) await watched.record(repo)
    execFileSync('mount', ['-o', 'remount,ro', at('volume')])
    await watched.capture(sealed, 'degraded')
    expect(reasons()).toEqual([expect.stringContaining('Capture cannot be proved')])
    const host = watched.hostPid
    await rounds(local.root, ROUNDS)
    expect([watched.hostPid, watched.session(local).capture, watched.session(sealed).state]).toEqual([host, 'live', 'recording'])
    await watched.ask('worklog/append', { session: watched.session(sealed).id, text: 'kept in the record' })
    await eventually(
      () => watched.alerts(sealed).includes('worklog.failed') || watched.daemon.snapshot().alerts.some(({ code }) => code === 'worklog.failed'),
      SOON_MS,
    )
    execFileSync('mount', ['-o', 'remount,rw', at('volume')])
    await eventually(() => readFileSync(join(sealed.root, 'artifacts/worklogs/B-1009.md'), 'utf8').includes('kept in the record'), 15_000)
    console.log(watched.session(sealed).capture, reasons(), watched.daemon.snapshot().alerts)
  }, 120_000)
})

function attempt(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
