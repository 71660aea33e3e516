import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { assertNever } from './assertNever.ts'
import { isLive, SESSION_STATES, sessionSchema, stopsAt } from './session.ts'

suite('shared/domain/session', () => {
  test('what records or is paused is live, what ended is not', () => {
    expect(SESSION_STATES.filter((state) => isLive(sampleSession({ state })))).toEqual(['recording', 'paused'])
  })

  test('idleness stops what records, counted from the last activity', () => {
    expect(stopsAt(sampleSession({ last_activity_at: 5_000, idle_timeout_s: 60 }))).toBe(65_000)
    expect(stopsAt(sampleSession({ idle_timeout_s: 0 }))).toBeNull()
    expect(stopsAt(sampleSession({ state: 'paused' }))).toBeNull()
  })

  test('a session of an unknown state is refused', () => {
    expect(sessionSchema.safeParse(sampleSession()).success).toBe(true)
    expect(sessionSchema.safeParse({ ...sampleSession(), state: 'zombie' }).success).toBe(false)
  })

  test('a case that was forgotten throws and names it', () => {
    expect(() => assertNever({ kind: 'new' } as never)).toThrow('{"kind":"new"}')
  })
})
