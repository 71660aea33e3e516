/** The app comes while a headless daemon records: it takes everything over, and nobody who follows or records notices more than a pause. */
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findDaemon } from '../../client/findDaemon.ts'
import { followEvents } from '../../client/followEvents.ts'
import { connectClient, nullIfUnreachable } from '../../client/scribeClient.ts'
import { createDaemon, createLogger, type Daemon, type DaemonOptions } from '../../main/daemon.ts'
import { childWatchHost } from '../../main/watch/childHost.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { isAlive } from '../../testing/isAlive.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

let home: string
let repo: TestRepo
let headless: DaemonProcess
const apps: Daemon[] = []

const daemonOf = (host: DaemonOptions['host']): Daemon => {
  const path = (name: string): string => fileURLToPath(new URL(`../../main/${name}`, import.meta.url))
  const storeWorker = new URL('../../main/store/storeWorker.ts', import.meta.url)
  const daemon = createDaemon({ home, host, storeWorker, startWatchHost: childWatchHost(path('watch/watchHost.ts')), log: createLogger(() => undefined) })
  apps.push(daemon)
  return daemon
}

beforeEach(async () => {
  home = tempFolder()
  repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
  headless = await startDaemonProcess(home, { environment: gitEnvironment() })
  const client = await headless.connect()
  await client.call('session/start', { cwd: repo.root })
  client.close()
})
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
  await headless.stop()
  removeFolder(home)
  removeFolder(repo.root)
})

test('the app takes over, sessions go on recording, and a follower misses nothing', async () => {
  const notes: string[] = []
  let gaps = 0
  const stop = new AbortController()
  let links = 0
  const following = followEvents({
    connect: async () => {
      const found = await findDaemon(home)
      return found === null ? null : await connectClient(found.socket, { name: 'follower', kind: 'other' }).catch(nullIfUnreachable)
    },
    wanted: { topics: ['worklog.*'] },
    from: null,
    signal: stop.signal,
    onEvent: ({ event }) => void (event.topic === 'worklog.appended' && event.entry.kind === 'note' && notes.push(...event.entry.lines)),
    onGap: () => gaps++,
    onLink: (up) => up && links++,
  })
  await eventually(() => links === 1)
  const before = await headless.connect()
  await before.call('worklog/append', { cwd: repo.root, text: 'before' })
  before.close()
  await eventually(() => notes.length === 1)

  const app = daemonOf('app')
  await app.start()
  await eventually(() => !isAlive(headless.pid))
  const sessions = Object.values(app.snapshot().sessions)
  expect(sessions.map(({ backlog_id, state }) => [backlog_id, state])).toEqual([['B-7', 'recording']])
  const caller = { kind: 'ui', scopes: ['read', 'append', 'control'] } as const
  await app.dispatch('worklog/append', { cwd: repo.root, text: 'after' }, caller)
  await eventually(() => notes.length === 2)
  expect([notes, gaps]).toEqual([['- before', '- after'], 0])
  repo.write('later.ts', 'x\n')
  await eventually(async () => JSON.stringify(await app.dispatch('worklog/read', { cwd: repo.root }, caller)).includes('later.ts'))
  stop.abort()
  await following
})

test('a headless daemon takes nothing over, and an app nothing from another app', async () => {
  await expect(daemonOf('headless').start()).rejects.toMatchObject({ code: 'store.owned' })
  const app = daemonOf('app')
  await app.start()
  await expect(daemonOf('app').start()).rejects.toMatchObject({ code: 'store.owned' })
  expect(app.snapshot().daemon.host).toBe('app')
})
