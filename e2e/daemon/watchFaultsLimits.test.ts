/**
 * Case 28: a low limit of open files, as a shell on macOS sets it (256). Fifty sessions record, and none of the programs the
 * daemon starts fails for want of a descriptor. The processes are real: the limit is set before the daemon starts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { processTree } from '../../bench/processes.ts'
import { times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const LIMIT = 256
const SESSIONS = 50
/** Each round has every session looked at, which starts at least one program for each. */
const ROUNDS = times(2, 10)

describe.skipIf(process.platform !== 'linux')('few descriptors', () => {
  let home: string
  let daemon: DaemonProcess

  /** Nothing is written to it while all is well. */
  const logText = (): string => {
    const path = join(home, 'data/logs/daemon.log')
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  afterEach(async () => {
    await daemon.stop()
    removeFolder(home)
  })

  // Red without the cap on runs of Git at once (`limits.maxGitOps`), whose pipes alone pass the limit, and on a busy machine without the
  // bound on replaced registries that are held (`HeldFiles`): 254 open files in place of 191.
  test(`${SESSIONS} sessions with ${LIMIT} open files each record every edit, and no process reaches the limit`, async () => {
    home = tempFolder()
    daemon = await startDaemonProcess(join(home, 'data'), { through: ['sh', '-c', `ulimit -n ${LIMIT}; exec "$@"`, 'sh'] })
    const client = await daemon.connect()
    const sessions = async () => (await client.call('session/list', {})).sessions
    await client.call('settings/update', { values: { 'limits.maxSessions': 64 } })
    const repos: TestRepo[] = Array.from({ length: SESSIONS }, (_, at) => createRepo({ folder: join(home, `repo${at}`), files: { 'a.ts': 'x' } }))
    await Promise.all(repos.map((repo) => client.call('session/start', { cwd: repo.root })))
    await eventually(async () => (await sessions()).every(({ capture }) => capture === 'live'))

    let most = 0
    for (let round = 1; round <= ROUNDS; round++) {
      for (const repo of repos) repo.write('a.ts', `edit ${round}`)
      await eventually(async () => {
        most = Math.max(most, ...processTree(daemon.pid).map(openFiles))
        return (await sessions()).every(({ changes }) => changes === round)
      })
    }
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(LIMIT)
    // A busy machine may be told to be slow; nothing else may be told.
    const { alerts } = (await client.call('system/snapshot', {})).state
    expect(alerts.filter(({ code }) => !/^(?:slow|load)\./.test(code))).toEqual([])
    expect(logText()).not.toMatch(/EMFILE|ENFILE|EBADF/)
    client.close()
  })
})

/** A process that has ended meanwhile holds none. */
function openFiles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}
