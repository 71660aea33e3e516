/**
 * Case 31: the clock on the wall is set an hour or a day on or back, to 1970, to 2038, while sessions record. Real store, files
 * and Git; only the clock is the test's.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'

const HOUR = 3_600_000
const JUMPS: readonly (readonly [name: string, to: (now: number) => number])[] = [
  ['an hour on', (now) => now + HOUR],
  ['an hour back', (now) => now - HOUR],
  ['a day on', (now) => now + 24 * HOUR],
  ['a day back', (now) => now - 24 * HOUR],
  ['to 1970', () => 1_000],
  ['to 2038', () => 2_147_483_648_000],
]

suite('main/sessions: the clock is set while a session records', () => {
  let home: string
  let repo: TestRepo
  let rig: SessionRig

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    rig = await openSessionRig(home)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await rig.close()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const pass = (ms: number): void => {
    rig.clock.now += ms
    vi.advanceTimersByTime(ms)
  }

  // Red when idleness is counted on the wall clock (`activeAt` from `clock.wall()`), or entries are ordered by time instead of by number.
  for (const [name, to] of JUMPS) {
    test(`${name}: no idle stop before its time, one at its time, and the order stays`, async () => {
      const { session } = await rig.sessions.start({ cwd: repo.root, idle_timeout_s: 600 })
      await eventually(() => rig.host.watched.includes(repo.root))
      rig.host.say({ kind: 'ready', root: repo.root })
      await eventually(() => rig.recorder.get(session.id)?.capture === 'live')
      await rig.sessions.append({ session: session.id }, 'before')
      rig.clock.shift = to(rig.clock.now) - rig.clock.now
      await rig.sessions.append({ session: session.id }, 'after')
      // Two minutes before the end a warning is due: its timer must not fire late, which would be a sleep.
      pass(480_000)
      await eventually(() => rig.hub.state.alerts.some((alert) => alert.code === 'session.idleWarning'))
      pass(119_000)
      expect(rig.recorder.get(session.id)?.state).toBe('recording')
      pass(1_000)
      await eventually(() => rig.recorder.get(session.id)?.state === 'completed')

      const entries = await rig.store.run({ kind: 'entries', sessionId: session.id, sinceSeq: 0, limit: 100, newest: false })
      expect(entries.map(({ kind, lines }) => (kind === 'note' ? lines[0] : kind))).toEqual(['start', '- before', '- after', 'stop'])
      vi.useRealTimers()
      const worklog = await eventually(() => {
        const text = readFileSync(join(repo.root, session.worklog), 'utf8')
        return text.match(/^## /gm)?.length === 4 ? text : null
      })
      expect(worklog.indexOf('before')).toBeLessThan(worklog.indexOf('after'))
    })
  }
})
