import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { sampleSession } from '../../testing/sampleSession.ts'
import { StuckWatch, tellLoop } from './loopAlerts.ts'

suite('main/metrics/loopAlerts', () => {
  let told: string[]
  const alerts = {
    raise: (fault: { code: string; args?: object }) => void told.push(`raise ${fault.code} ${JSON.stringify(fault.args)}`),
    clear: (fault: { code: string }) => void told.push(`clear ${fault.code}`),
  }

  beforeEach(() => {
    vi.useFakeTimers()
    told = []
  })
  afterEach(() => vi.useRealTimers())

  test('a session that is starting for a minute is told, and taken back once it records', () => {
    const stuck = new StuckWatch(alerts)
    const session = sampleSession({ state: 'recording', capture: 'starting' })
    stuck.heed(session)
    vi.advanceTimersByTime(59_000)
    stuck.heed(session)
    expect(told).toEqual([])
    vi.advanceTimersByTime(1_000)
    expect(told).toEqual(['raise session.stuck {"backlog_id":"B-1","seconds":60}'])
    stuck.heed({ ...session, capture: 'live' })
    expect([told.at(-1), vi.getTimerCount()]).toEqual(['clear session.stuck', 0])
  })

  test('one that comes to record in time, ends, or whose daemon ends, is not', () => {
    const stuck = new StuckWatch(alerts)
    const starting = (id: string) => sampleSession({ id, state: 'recording', capture: 'starting' })
    for (const id of ['a', 'b', 'c']) stuck.heed(starting(id))
    stuck.heed({ ...starting('a'), capture: 'degraded' })
    stuck.heed({ ...starting('b'), state: 'completed', capture: 'off' })
    stuck.close()
    vi.advanceTimersByTime(120_000)
    expect(told.filter((line) => line.startsWith('raise'))).toEqual([])
  })

  test('a loop is told with what shows it', () => {
    const session = sampleSession()
    tellLoop(alerts, session, { kind: 'command', what: 'npm test', times: 4 })
    tellLoop(alerts, session, { kind: 'file', what: 'a.ts', times: 20 })
    tellLoop(alerts, session, null)
    tellLoop(alerts, undefined, { kind: 'file', what: 'a.ts', times: 20 })
    expect(told).toEqual([
      'raise session.looping {"backlog_id":"B-1","what":"\\"npm test\\" fails","times":4}',
      'raise session.looping {"backlog_id":"B-1","what":"only a.ts changes","times":20}',
      'clear session.looping',
    ])
  })
})
