import { expect, suite, test } from 'vitest'
import { SessionTime } from './sessionTime.ts'

const MINUTE = 60_000

suite('shared/summaries/sessionTime', () => {
  test('steps close together are work in between, and of a longer time only the last five minutes', () => {
    const time = new SessionTime()
    time.begin(0)
    time.step(2 * MINUTE, 'person')
    time.step(5 * MINUTE, 'agent')
    time.step(25 * MINUTE, 'person')
    time.end(35 * MINUTE)
    expect(time.times).toEqual({ active_ms: 7 * MINUTE, agent_ms: 3 * MINUTE, waiting_ms: 25 * MINUTE })
  })

  test('a pause and a time nobody watched count for nothing', () => {
    const time = new SessionTime()
    time.begin(0)
    time.end(MINUTE)
    time.step(90 * MINUTE, 'person')
    time.begin(200 * MINUTE)
    time.step(201 * MINUTE, 'person')
    expect(time.times).toEqual({ active_ms: MINUTE, agent_ms: 0, waiting_ms: MINUTE })
  })

  test('a clock that goes back takes nothing away', () => {
    const time = new SessionTime()
    time.begin(10 * MINUTE)
    time.step(4 * MINUTE, 'person')
    time.step(11 * MINUTE, 'person')
    expect(time.times).toEqual({ active_ms: MINUTE, agent_ms: 0, waiting_ms: 0 })
  })
})
