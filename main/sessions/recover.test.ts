import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import { ENDED_KEPT } from '../../shared/state/appState.ts'
import { eventually } from '../../testing/eventually.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'
import { recover } from './recover.ts'

suite('main/sessions/recover', () => {
  let home: string
  let parent: string
  let repo: TestRepo
  let rig: SessionRig

  beforeEach(async () => {
    home = tempFolder()
    parent = tempFolder()
    repo = createRepo({ folder: join(parent, 'repo'), branch: 'feat/B-7', files: { 'a.ts': 'one\n', 'b.ts': 'two\n' } })
    rig = await openSessionRig(home)
  })

  afterEach(async () => {
    await rig.close()
    removeFolder(home)
    removeFolder(parent)
  })

  const start = async (backlog_id = 'B-7'): Promise<Session> => (await rig.sessions.start({ cwd: repo.root, backlog_id })).session
  const look = async (): Promise<void> => await rig.captures.get(repo.root)?.lookNow(rig.clock.now)
  /** As after a crash: the store has what it has, everything else is new. */
  const crash = async (): Promise<void> => {
    await rig.store.close()
    const { now } = rig.clock
    await rig.close().catch(() => undefined)
    rig = await openSessionRig(home)
    rig.clock.now = now + 60_000
  }
  const now = (session: Session): Session | undefined => rig.recorder.get(session.id)

  test('what recorded goes on, with what changed while nothing ran', async () => {
    const sessions = [await start('B-7'), await start('B-8')]
    repo.write('a.ts', 'seen\n')
    await look()
    await crash()
    repo.write('b.ts', 'while nothing ran\n')
    await recover(rig)
    for (const session of sessions) await eventually(() => now(session)?.changes === 2)
    expect(Object.keys(rig.hub.state.sessions).sort()).toEqual(sessions.map((session) => session.id).sort())
    expect(rig.hub.state.repositories).toMatchObject([{ root: repo.root }])
    await eventually(() => rig.host.watched.length === 1)
  })

  test('changes no entry had told yet are told', async () => {
    const session = await start()
    for (const text of ['2\n', '3\n']) {
      repo.write('a.ts', text)
      await look()
    }
    expect(rig.recorder.hasOpenChanges(session.id)).toBe(true)
    await crash()
    await recover(rig)
    expect(rig.recorder.hasOpenChanges(session.id)).toBe(true)
    await eventually(() => rig.host.watched.length === 1)
    rig.host.say({ kind: 'ready', root: repo.root })
    await eventually(() => now(session)?.capture === 'live')
    await rig.sessions.stop({ session: session.id })
    const told = await rig.store.run({ kind: 'entries', sessionId: session.id, sinceSeq: 0, limit: 100, newest: false })
    expect(told.map((entry) => entry.kind)).toEqual(['start', 'change', 'change', 'gap', 'stop'])
  })

  test('a repository that is gone, or another one in its place, ends its sessions as interrupted', async () => {
    const session = await start()
    await crash()
    renameSync(repo.root, join(parent, 'moved'))
    mkdirSync(repo.root)
    await recover(rig)
    await eventually(() => now(session)?.state === 'interrupted')
    expect(now(session)).toMatchObject({ stop_reason: 'gone', capture: 'off' })
    expect(rig.hub.state.alerts.map((alert) => alert.code)).toContain('repo.gone')
  })

  test('a repository that cannot be read at the start is looked at until it can', async () => {
    const session = await start()
    await crash()
    repo.write('a.ts', 'while nothing ran\n')
    // rev-parse answers, status does not.
    renameSync(join(repo.root, '.git/index'), join(repo.root, '.git/index.kept'))
    writeFileSync(join(repo.root, '.git/index'), 'no index')
    await recover(rig)
    await eventually(() => rig.hub.state.alerts.length === 1)
    expect(now(session)).toMatchObject({ state: 'recording', changes: 0 })
    renameSync(join(repo.root, '.git/index.kept'), join(repo.root, '.git/index'))
    await look()
    await eventually(() => now(session)?.changes === 1)
    expect(rig.hub.state.alerts).toEqual([])
  })

  test('what was paused or ended stays so, and nothing is watched for it', async () => {
    const ended = await start('B-1')
    await rig.sessions.stop({ session: ended.id })
    const paused = await start('B-2')
    await rig.sessions.pause({ session: paused.id })
    await crash()
    await recover(rig)
    expect([now(ended)?.state, now(paused)?.state]).toEqual(['completed', 'paused'])
    expect(rig.host.orders).toEqual([])
  })

  test('temporary files a killed daemon left in the Git directory are removed, others are not', async () => {
    await start()
    await crash()
    const scratch = join(repo.root, '.git/scribe')
    mkdirSync(scratch, { recursive: true })
    for (const name of ['.scribe-0123456789ab.tmp', 'other.tmp']) writeFileSync(join(scratch, name), '')
    await recover(rig)
    expect(['.scribe-0123456789ab.tmp', 'other.tmp'].map((name) => existsSync(join(scratch, name)))).toEqual([false, true])
  })

  test('only the newest ended sessions are shown, all are known', async () => {
    for (let index = 0; index < ENDED_KEPT + 5; index++) {
      await rig.store.run({ kind: 'saveSession', session: sampleSession({ id: `s${String(index).padStart(4, '0')}`, state: 'completed', started_at: index }) })
    }
    await recover(rig)
    expect(rig.recorder.all()).toHaveLength(ENDED_KEPT + 5)
    const shown = Object.keys(rig.hub.state.sessions)
    expect([shown.length, shown.includes('s0004'), shown.includes('s0005')]).toEqual([ENDED_KEPT, false, true])
  })
})
