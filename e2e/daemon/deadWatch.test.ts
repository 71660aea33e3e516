/**
 * A watch that is dead in each of the ways a watch dies: its process killed, stopped (SIGSTOP), or alive and silent. Each time the
 * session says so in time, the others stay green, and afterwards the record is whole, with the gap in it. The protection is
 * the round of proofs: without `Proofs` the stopped and the silent watch stay "live" for ever.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentLogger } from '../../main/base/logger.ts'
import { createDaemon, type Daemon, type StartWatchHost } from '../../main/daemon.ts'
import { childWatchHost } from '../../main/watch/childHost.ts'
import { PROOF_TIMING } from '../../main/watch/proofs.ts'
import { LONG } from '../../testing/counts.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

/** The long run keeps the real times; the short one shortens both, so that the order of things stays the same. A busy machine answers within the deadline. */
const TIMING = LONG ? PROOF_TIMING : { roundMs: 1_200, deadlineMs: 900 }
/** What was promised is 60 s at the real times. */
const SAID_WITHIN_MS = LONG ? 60_000 : 20_000
const WHOLE_WITHIN_MS = LONG ? 120_000 : 45_000
const CALLER = { kind: 'other', scopes: ['read', 'append', 'control'] } as const

describe('a dead watch', () => {
  let home: string
  let first: TestRepo
  let second: TestRepo
  let daemon: Daemon
  let deaf: string | null

  /** A real host of which one root's messages can be swallowed. */
  const start: StartWatchHost = () => {
    const host = childWatchHost(fileURLToPath(new URL('../../main/watch/watchHost.ts', import.meta.url)))()
    const heard = (message: unknown): boolean => deaf === null || (message as { root?: string }).root !== deaf
    return {
      ...host,
      get pid() {
        return host.pid
      },
      onMessage: (listener) => host.onMessage((message) => heard(message) && listener(message)),
    }
  }

  beforeEach(async () => {
    home = tempFolder()
    deaf = null
    first = createRepo({ folder: join(home, 'first'), branch: 'feat/B-1-a', files: { 'a.ts': 'one\n' } })
    second = createRepo({ folder: join(home, 'second'), branch: 'feat/B-2-b', files: { 'a.ts': 'one\n' } })
    daemon = createDaemon({
      home: join(home, 'data'),
      host: 'headless',
      storeWorker: new URL('../../main/store/storeWorker.ts', import.meta.url),
      startWatchHost: start,
      log: silentLogger,
      watching: { proofs: TIMING },
    })
    await daemon.start()
    for (const repo of [first, second]) await daemon.dispatch('session/start', { cwd: repo.root }, CALLER)
    for (const repo of [first, second]) await capture(repo, 'live')
  })

  afterEach(async () => {
    await daemon.close()
    removeFolder(home)
  })

  const session = (repo: TestRepo) => Object.values(daemon.snapshot().sessions).find((found) => found.repo === repo.root)
  const capture = (repo: TestRepo, state: string, ms = WHOLE_WITHIN_MS) => eventually(() => session(repo)?.capture === state, ms)
  const changes = (repo: TestRepo, count: number) => eventually(() => session(repo)?.changes === count, WHOLE_WITHIN_MS)
  const hostPid = () => eventually(() => Number(JSON.parse(readFileSync(join(first.root, '.ai_state.json'), 'utf8')).scribe.pid))
  const gap = (repo: TestRepo) =>
    eventually(
      () => /- Gap: not watched from/.test(readFileSync(join(repo.root, `artifacts/worklogs/${session(repo)?.backlog_id}.md`), 'utf8')),
      WHOLE_WITHIN_MS,
    )

  test('its process killed: said at once, started again, whole', async () => {
    process.kill(await hostPid(), 'SIGKILL')
    await capture(first, 'degraded', SAID_WITHIN_MS)
    first.write('a.ts', 'while nobody watched\n')
    await capture(first, 'live')
    await changes(first, 1)
    await gap(first)
  }, 200_000)

  test('its process stopped: said in time, replaced, whole', async () => {
    process.kill(await hostPid(), 'SIGSTOP')
    first.write('a.ts', 'while nobody watched\n')
    await capture(first, 'degraded', SAID_WITHIN_MS)
    await capture(first, 'live')
    await changes(first, 1)
    await gap(first)
    first.write('a.ts', 'seen again\n')
    await changes(first, 2)
  }, 200_000)

  test('its events dropped: this root says so while the other stays live, and all is found afterwards', async () => {
    const others: string[] = []
    const unsubscribe = daemon.subscribe(({ event }) => {
      if (event.topic === 'session.updated' && event.session.repo === second.root) others.push(event.session.capture)
    })
    deaf = first.root
    first.write('a.ts', 'nobody is told of this\n')
    await capture(first, 'degraded', SAID_WITHIN_MS)
    second.write('a.ts', 'seen\n')
    await changes(second, 1)
    expect(others.filter((state) => state !== 'live')).toEqual([])
    deaf = null
    await capture(first, 'live')
    await changes(first, 1)
    await gap(first)
    unsubscribe()
  }, 200_000)
})
