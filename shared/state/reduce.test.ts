import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { sampleAlert, sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import { isLive, SESSION_STATES, type Session } from '../domain/session.ts'
import type { Envelope, ScribeEvent } from '../protocol/events.ts'
import { envelopeSchema } from '../protocol/events.ts'
import { ACTIVITY_MINUTES, ALERTS_KEPT, type AppState, appStateSchema, ENDED_KEPT, LATENCY_SAMPLES, REPOSITORIES_KEPT } from './appState.ts'
import { followsOn, reduce, shiftedBuckets } from './reduce.ts'

const MINUTE = 60_000

const anySession: fc.Arbitrary<Session> = fc
  .record({ id: fc.integer({ min: 0, max: 20 }), state: fc.constantFrom(...SESSION_STATES), ended_at: fc.option(fc.nat(1000)) })
  .map(({ id, state, ended_at }) => sampleSession({ id: `s${id}`, state, ended_at }))

const anyEvent: fc.Arbitrary<ScribeEvent> = fc.oneof(
  fc.record({ topic: fc.constantFrom('session.started', 'session.updated', 'session.stopped'), session: anySession }),
  fc.record({ topic: fc.constant('change.recorded' as const), session_id: fc.string(), count: fc.nat(50), latency_ms: fc.nat(500) }),
  fc.record({ topic: fc.constant('file.changed' as const), repo: fc.string(), paths: fc.array(fc.string()), count: fc.nat() }),
  fc.nat(9).map((seq): ScribeEvent => ({ topic: 'worklog.appended', session_id: 's1', entry: { seq, session_id: 's1', at: 1, kind: 'note', lines: ['- x'] } })),
  fc.nat(40).map((n) => ({
    topic: 'repository.updated' as const,
    repository: { root: `/r${n}`, name: `r${n}`, branch: null, backlog_id: null, last_used_at: n },
  })),
  fc.nat(80).map((n) => ({ topic: 'alert.raised' as const, alert: sampleAlert({ id: `a${n}` }) })),
  fc.nat(80).map((n) => ({ topic: 'alert.cleared' as const, id: `a${n}` })),
)

const anyHistory = fc.array(fc.tuple(anyEvent, fc.nat(200 * MINUTE)), { maxLength: 200, size: 'max' })

function envelopes(history: readonly (readonly [ScribeEvent, number])[], from = 0): Envelope[] {
  return history.map(([event, at], index) => ({ epoch: 'epoch', seq: from + index + 1, at, event }))
}

function fold(events: readonly ScribeEvent[], start: AppState = sampleState(), at = 0): AppState {
  return events.reduce((state, event) => reduce(state, { epoch: 'epoch', seq: state.seq + 1, at, event }), start)
}

suite('shared/state/reduce', () => {
  test('a snapshot and the events after it give the same as all events', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(200), (history, cut) => {
        const all = envelopes(history)
        const whole = all.reduce(reduce, sampleState())
        const snapshot = appStateSchema.parse(JSON.parse(JSON.stringify(all.slice(0, cut).reduce(reduce, sampleState()))))
        expect(all.slice(cut).reduce(reduce, snapshot)).toEqual(whole)
      }),
    )
  })

  test('no history makes a collection grow past its cap, or a state that cannot cross a border', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const state = envelopes(history).reduce(reduce, sampleState())
        expect(appStateSchema.parse(state)).toEqual(state)
        expect(state.alerts.length).toBeLessThanOrEqual(ALERTS_KEPT)
        expect(state.repositories.length).toBeLessThanOrEqual(REPOSITORIES_KEPT)
        expect(state.activity.buckets).toHaveLength(ACTIVITY_MINUTES)
        expect(state.activity.latencies.length).toBeLessThanOrEqual(LATENCY_SAMPLES)
        expect(new Set(state.alerts.map((alert) => alert.id)).size).toBe(state.alerts.length)
        expect(state.seq).toBe(history.length)
      }),
    )
  })

  test('a state never changes under its holder', () => {
    fc.assert(
      fc.property(anyHistory, anyEvent, (history, event) => {
        const state = envelopes(history).reduce(reduce, sampleState())
        const before = JSON.stringify(state)
        reduce(state, { epoch: 'epoch', seq: state.seq + 1, at: MINUTE, event })
        expect(JSON.stringify(state)).toBe(before)
      }),
    )
  })

  test('every event made here is one of the wire', () => {
    fc.assert(fc.property(anyHistory, (history) => envelopes(history).every((envelope) => envelopeSchema.safeParse(envelope).success)))
  })

  test('an envelope follows on only with the next number of the same epoch', () => {
    const state = { ...sampleState(), seq: 4 }
    const next: Envelope = { epoch: 'epoch', seq: 5, at: 1, event: { topic: 'alert.cleared', id: 'x' } }
    expect(followsOn(state, next)).toBe(true)
    for (const other of [{ seq: 4 }, { seq: 6 }, { epoch: 'another' }, { epoch: 'another', seq: 1 }])
      expect(followsOn(state, { ...next, ...other })).toBe(false)
    expect(followsOn(reduce(state, next), { ...next, seq: 6 })).toBe(true)
  })

  test('the oldest ended sessions leave the state, live ones never do', () => {
    const live = [sampleSession({ id: 'recording' }), sampleSession({ id: 'paused', state: 'paused' })]
    const ended = Array.from({ length: ENDED_KEPT + 3 }, (_, n) => sampleSession({ id: `e${n}`, state: 'completed', ended_at: n + 1 }))
    const state = fold([...live, ...ended].map((session) => ({ topic: 'session.updated', session })))
    expect(Object.values(state.sessions).filter(isLive)).toHaveLength(2)
    expect(Object.values(state.sessions)).toHaveLength(ENDED_KEPT + 2)
    expect([state.sessions.e2, state.sessions.e3?.id, state.sessions[`e${ENDED_KEPT + 2}`]?.id]).toEqual([undefined, 'e3', `e${ENDED_KEPT + 2}`])
  })

  test('an ended session without a time counts as the oldest', () => {
    const ended = Array.from({ length: ENDED_KEPT }, (_, n) => sampleSession({ id: `e${n}`, state: 'interrupted', ended_at: n + 1 }))
    const timeless = ['t0', 't1'].map((id) => sampleSession({ id, state: 'interrupted' }))
    const state = fold([...timeless, ...ended].map((session) => ({ topic: 'session.stopped', session })))
    expect([state.sessions.t0, state.sessions.t1, state.sessions.e0?.id]).toEqual([undefined, undefined, 'e0'])
  })

  test('an event of no known kind is an error, not a state that looks right', () => {
    expect(() => fold([{ topic: 'session.vanished' } as unknown as ScribeEvent])).toThrow('session.vanished')
  })

  test('of alerts, repositories and latencies the newest are kept', () => {
    const alerts = fold(Array.from({ length: ALERTS_KEPT + 9 }, (_, n) => ({ topic: 'alert.raised', alert: sampleAlert({ id: `a${n}` }) }))).alerts
    expect([alerts.length, alerts[0]?.id]).toEqual([ALERTS_KEPT, `a${ALERTS_KEPT + 8}`])
    const used = (n: number) => ({ root: `/r${n}`, name: 'r', branch: null, backlog_id: null, last_used_at: n })
    const known = fold(Array.from({ length: REPOSITORIES_KEPT + 9 }, (_, n) => ({ topic: 'repository.updated', repository: used(n) }))).repositories
    expect([known.length, known[0]?.root]).toEqual([REPOSITORIES_KEPT, `/r${REPOSITORIES_KEPT + 8}`])
    const recorded = Array.from(
      { length: LATENCY_SAMPLES + 9 },
      (_, n): ScribeEvent => ({ topic: 'change.recorded', session_id: 's', count: 1, latency_ms: n }),
    )
    const { latencies } = fold(recorded).activity
    expect([latencies.length, latencies.at(-1)]).toEqual([LATENCY_SAMPLES, LATENCY_SAMPLES + 8])
  })

  test('the repository used last stands first, once; the alert raised again replaces itself', () => {
    const repository = (root: string) => ({
      topic: 'repository.updated' as const,
      repository: { root, name: root, branch: null, backlog_id: null, last_used_at: 1 },
    })
    expect(fold([repository('/a'), repository('/b'), repository('/a')]).repositories.map(({ root }) => root)).toEqual(['/a', '/b'])
    const raised = (id: string, at: number) => ({ topic: 'alert.raised' as const, alert: sampleAlert({ id, at }) })
    const state = fold([raised('x', 1), raised('y', 2), raised('x', 3), { topic: 'alert.cleared', id: 'y' }])
    expect(state.alerts.map(({ id, at }) => [id, at])).toEqual([['x', 3]])
  })

  test('changes are counted in their minute, and minutes move out of the window', () => {
    const recorded = (count: number): ScribeEvent => ({ topic: 'change.recorded', session_id: 's', count, latency_ms: 7 })
    const first = fold([recorded(2), recorded(3)], sampleState(), 100 * MINUTE)
    expect(first.activity).toMatchObject({ minute: 100, latencies: [7, 7] })
    expect(first.activity.buckets.at(-1)).toBe(5)
    const later = fold([recorded(1)], first, 102 * MINUTE)
    expect(later.activity.buckets.slice(-3)).toEqual([5, 0, 1])
    const clockBack = fold([recorded(4)], later, 50 * MINUTE)
    expect([clockBack.activity.minute, clockBack.activity.buckets.at(-1)]).toEqual([102, 5])
    expect(fold([recorded(1)], later, 500 * MINUTE).activity.buckets.filter((count) => count > 0)).toEqual([1])
  })

  test('a snapshot with too short a window is gone on with', () => {
    const state = sampleState()
    const short = { ...state, activity: { ...state.activity, buckets: [] } }
    const { buckets } = fold([{ topic: 'change.recorded', session_id: 's', count: 3, latency_ms: 1 }], short).activity
    expect([buckets.length, buckets.at(-1)]).toEqual([ACTIVITY_MINUTES, 3])
  })

  test('the window can be looked at later without an event', () => {
    const { activity } = fold([{ topic: 'change.recorded', session_id: 's', count: 9, latency_ms: 1 }], sampleState(), 10 * MINUTE)
    expect(shiftedBuckets(activity, 11).slice(-2)).toEqual([9, 0])
    expect(shiftedBuckets(activity, 9)).toEqual(activity.buckets)
    expect(shiftedBuckets(activity, 10_000)).toEqual(new Array(ACTIVITY_MINUTES).fill(0))
  })
})
