import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'
import type { RepoCapture } from './repoCapture.ts'

suite('main/sessions/timedSteps', () => {
  let home: string
  let repo: TestRepo
  let rig: SessionRig

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    rig = await openSessionRig(home)
    // Timers wait for the test, files and Git do not.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })

  afterEach(async () => {
    vi.useRealTimers()
    await rig.close()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const start = async (idle_timeout_s = 60): Promise<{ id: string; capture: RepoCapture }> => {
    const { session } = await rig.sessions.start({ cwd: repo.root, idle_timeout_s })
    await eventually(() => rig.host.watched.includes(repo.root))
    rig.host.say({ kind: 'ready', root: repo.root })
    await eventually(() => rig.recorder.get(session.id)?.capture === 'live')
    const capture = rig.captures.get(repo.root)
    if (capture === undefined) throw new Error('no capture')
    return { id: session.id, capture }
  }
  const pass = (ms: number): void => {
    rig.clock.now += ms
    vi.advanceTimersByTime(ms)
  }
  const look = (capture: RepoCapture): Promise<void> => capture.lookNow(rig.clock.now)
  const state = (id: string): string | undefined => rig.recorder.get(id)?.state
  const entries = async (id: string): Promise<readonly string[]> =>
    (await rig.store.run({ kind: 'entries', sessionId: id, sinceSeq: 0, limit: 100, newest: false })).map((entry) => entry.kind)

  test('an idle session stops at its timeout, says why and is let go', async () => {
    const { id } = await start(60)
    pass(59_999)
    expect(state(id)).toBe('recording')
    pass(1)
    await eventually(() => state(id) === 'completed')
    expect(rig.recorder.get(id)).toMatchObject({ stop_reason: 'idle', capture: 'off', ended_at: rig.clock.now })
    expect(await entries(id)).toEqual(['start', 'stop'])
    expect(rig.captures.get(repo.root)).toBeUndefined()
    expect(rig.events.filter((event) => event.topic === 'session.stopped')).toHaveLength(1)
  })

  test('a change puts the end off by a whole timeout', async () => {
    const { id, capture } = await start(60)
    pass(50_000)
    repo.write('a.ts', 'two\n')
    await look(capture)
    expect(capture.paces.get(id)?.activeAt).toBe(rig.clock.now)
    pass(59_000)
    await look(capture)
    expect(state(id)).toBe('recording')
    pass(1_000)
    await eventually(() => state(id) === 'completed')
  })

  test('two minutes before an idle stop it is said; activity takes it back, and asking to keep recording is activity', async () => {
    const { id, capture } = await start(600)
    const warnings = (): number => rig.hub.state.alerts.filter((alert) => alert.code === 'session.idleWarning').length
    pass(479_999)
    expect(warnings()).toBe(0)
    pass(1)
    await eventually(() => warnings() === 1)
    await rig.sessions.resume({ session: id })
    expect([warnings(), rig.recorder.get(id)?.last_activity_at, capture.paces.get(id)?.activeAt]).toEqual([0, rig.clock.now, rig.clock.now])
    pass(480_000)
    await eventually(() => warnings() === 1)
    pass(120_000)
    await eventually(() => state(id) === 'completed')
    expect(warnings()).toBe(0)
  })

  test('sleep is not idleness: a timer that fires hours late stops nothing', async () => {
    const { id } = await start(600)
    pass(100_000)
    rig.clock.now += 8 * 3_600_000
    vi.advanceTimersByTime(380_000)
    await eventually(() => vi.getTimerCount() > 0)
    expect(state(id)).toBe('recording')
    pass(119_000)
    expect(state(id)).toBe('recording')
    pass(500_000)
    await eventually(() => state(id) === 'completed')
  })

  test('a note counts as activity', async () => {
    const { id, capture } = await start(60)
    pass(50_000)
    await rig.sessions.append({ session: id }, 'still here')
    expect(capture.paces.get(id)?.activeAt).toBe(rig.clock.now)
    pass(60_000)
    await eventually(() => state(id) === 'completed')
  })

  test('a change that nobody reported is found by the last look, and the session goes on', async () => {
    const { id } = await start(60)
    repo.write('a.ts', 'unseen by the watcher\n')
    pass(60_000)
    await eventually(() => rig.recorder.get(id)?.changes === 1)
    expect(state(id)).toBe('recording')
    await rig.captures.get(repo.root)?.order.idle()
    pass(60_000)
    await eventually(() => state(id) === 'completed')
  })

  test('a session without a timeout is never idle', async () => {
    const { id } = await start(0)
    pass(1_000_000_000)
    expect(state(id)).toBe('recording')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('of two sessions only the idle one stops', async () => {
    const { id } = await start(60)
    const { session: other } = await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-2', idle_timeout_s: 3_600 })
    pass(60_000)
    await eventually(() => state(id) === 'completed')
    expect(state(other.id)).toBe('recording')
    expect(rig.captures.get(repo.root)).toBeDefined()
  })

  test('changes after an entry are told together when its pause is over', async () => {
    const { id, capture } = await start()
    for (const text of ['two\n', 'three\n', 'four\n']) {
      repo.write('a.ts', text)
      repo.write(`${text.trim()}.ts`, text)
      await look(capture)
      pass(1_000)
    }
    expect(await entries(id)).toEqual(['start', 'change'])
    expect(rig.recorder.hasOpenChanges(id)).toBe(true)
    pass(2_000)
    await eventually(() => !rig.recorder.hasOpenChanges(id))
    const told = await rig.store.run({ kind: 'entries', sessionId: id, sinceSeq: 0, limit: 100, newest: false })
    expect(told.map((entry) => entry.kind)).toEqual(['start', 'change', 'change'])
    expect(told.at(-1)?.lines.join('\n')).toMatch(/a\.ts[\s\S]*four\.ts[\s\S]*three\.ts/)
  })

  test('a step that fails is logged and does not end the daemon', async () => {
    const { id } = await start(60)
    await rig.store.close()
    pass(60_000)
    await eventually(() => rig.logged.find((line) => line.level === 'error'))
    expect(state(id)).toBe('recording')
  })

  test('a capture that is closed is not timed any more', async () => {
    const { id, capture } = await start(60)
    await rig.captures.close()
    capture.hint({ paths: new Set(), count: 0, git: false, at: 0 })
    pass(120_000)
    await capture.order.idle()
    expect(state(id)).toBe('recording')
  })
})
