import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { SCOPES } from '../../shared/protocol/commands.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { createDaemon, createLogger } from '../daemon.ts'
import { childWatchHost } from '../watch/childHost.ts'
import { type RestartableDaemon, restartableDaemon } from './restartableDaemon.ts'

const CALLER = { kind: 'ui', scopes: SCOPES } as const
const here = (path: string): URL => new URL(path, import.meta.url)

suite('main/electron/restartableDaemon', () => {
  let home: string
  let repo: TestRepo
  let daemon: RestartableDaemon
  let created: boolean[]

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-x', files: { 'a.ts': 'one\n' } })
    created = []
    daemon = restartableDaemon((restarted) => {
      created.push(restarted)
      return createDaemon({
        home: join(home, 'data'),
        host: 'app',
        storeWorker: here('../store/storeWorker.ts'),
        startWatchHost: childWatchHost(fileURLToPath(here('../watch/watchHost.ts'))),
        log: createLogger(() => undefined),
      })
    })
    await daemon.start()
  })
  afterEach(async () => {
    await daemon.close()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const sessions = () => Object.values(daemon.snapshot().sessions)
  const live = () => eventually(() => sessions().some(({ capture }) => capture === 'live'))

  test('sessions go on, a change made meanwhile is recorded, and sinks hear the daemon that follows', async () => {
    const heard: Envelope[] = []
    daemon.subscribe((envelope) => heard.push(envelope))
    await daemon.dispatch('session/start', { cwd: repo.root }, CALLER)
    await live()
    const { epoch, seq } = daemon.snapshot()
    const steps: boolean[] = []
    daemon.onRestart((restarting) => steps.push(restarting))
    const restarted = daemon.restart()
    repo.write('meanwhile.ts', 'x\n')
    await restarted
    expect([steps, created, daemon.snapshot().epoch === epoch]).toEqual([[true, false], [false, true], true])
    await live()
    expect(sessions()).toMatchObject([{ backlog_id: 'B-7', state: 'recording' }])
    await eventually(async () => JSON.stringify(await daemon.dispatch('worklog/read', { cwd: repo.root }, CALLER)).includes('meanwhile.ts'))
    // Numbers go on behind all that the earlier one can have given out.
    expect(heard.some((envelope) => envelope.seq > seq + 999)).toBe(true)
  })

  test('while it restarts every command is refused and may be tried again, and asking twice restarts once', async () => {
    const [first, second] = [daemon.restart(), daemon.restart()]
    expect(daemon.restarting).toBe(true)
    expect(await daemon.dispatch('health', {}, CALLER)).toMatchObject({ ok: false, error: { data: { code: 'daemon.shuttingDown', retryable: true } } })
    await Promise.all([first, second])
    expect([daemon.restarting, created.length]).toEqual([false, 2])
    daemon.alerts.raise({ code: 'shortcut.taken', subject: 'x' })
    expect(daemon.snapshot().alerts).toMatchObject([{ code: 'shortcut.taken' }])
    expect(await daemon.dispatch('health', {}, CALLER)).toMatchObject({ ok: true })
  })

  test('a sink that has left hears nothing of the daemon that follows', async () => {
    const heard: Envelope[] = []
    daemon.subscribe((envelope) => heard.push(envelope))()
    await daemon.restart()
    await daemon.dispatch('session/start', { cwd: repo.root }, CALLER)
    expect(heard).toEqual([])
  })

  test('a client’s order to shut down is the end, a restart is not', async () => {
    let ended = false
    void daemon.closed.then(() => (ended = true))
    await daemon.restart()
    expect(ended).toBe(false)
    await daemon.dispatch('system/shutdown', {}, CALLER)
    await daemon.closed
    expect(ended).toBe(true)
  })

  test('closing while it restarts waits for that and leaves nothing running; what recorded is paused', async () => {
    await daemon.dispatch('session/start', { cwd: repo.root }, CALLER)
    void daemon.restart()
    await daemon.close()
    expect(sessions()).toMatchObject([{ state: 'paused' }])
  })
})
