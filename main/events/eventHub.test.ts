import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { Envelope, ScribeEvent } from '../../shared/protocol/events.ts'
import { emptyState } from '../../shared/state/appState.ts'
import { followsOn, reduce } from '../../shared/state/reduce.ts'
import { sampleAlert, sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { type Logger, silentLogger } from '../base/logger.ts'
import { EventHub } from './eventHub.ts'

const DAEMON = { version: '0', pid: 1, since: 0, host: 'headless' as const }

/** A hub whose clock moves a minute with every event. */
function openHub(log: Logger = silentLogger): EventHub {
  let now = 0
  return new EventHub({ epoch: 'e1', daemon: DAEMON, clock: { wall: () => (now += 60_000), monotonic: () => now }, log })
}

const anyEvent: fc.Arbitrary<ScribeEvent> = fc.oneof(
  fc.nat(5).map((n) => ({ topic: 'session.updated' as const, session: sampleSession({ id: `s${n}` }) })),
  fc.nat(5).map((n) => ({ topic: 'session.stopped' as const, session: sampleSession({ id: `s${n}`, state: 'completed', ended_at: n }) })),
  fc.nat(9).map((count) => ({ topic: 'change.recorded' as const, session_id: 's1', count, latency_ms: count })),
  fc.nat(99).map((n) => ({ topic: 'alert.raised' as const, alert: sampleAlert({ id: `a${n}` }) })),
  fc.nat(99).map((n) => ({ topic: 'alert.cleared' as const, id: `a${n}` })),
)

suite('main/events/eventHub', () => {
  test('whenever somebody joins, their snapshot and the events after it give the hub’s own state', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 120, size: 'max' }), fc.nat(120), (events, joinAt) => {
        const hub = openHub()
        let copy = emptyState('none', DAEMON)
        for (const [index, event] of events.entries()) {
          if (index === joinAt % events.length) {
            copy = structuredClone(hub.state)
            hub.subscribe((envelope) => {
              expect(followsOn(copy, envelope)).toBe(true)
              copy = reduce(copy, envelope)
            })
          }
          hub.publish(event)
        }
        if (events.length > 0) expect(copy).toEqual(hub.state)
      }),
    )
  })

  test('events are numbered without a gap and carry the time', () => {
    const hub = openHub()
    const seen: Envelope[] = []
    hub.subscribe((envelope) => seen.push(envelope))
    for (const id of ['x', 'y']) hub.publish({ topic: 'alert.cleared', id })
    expect(seen).toEqual(['x', 'y'].map((id, index) => ({ epoch: 'e1', seq: index + 1, at: (index + 1) * 60_000, event: { topic: 'alert.cleared', id } })))
    expect(hub.state.seq).toBe(2)
  })

  test('the state is folded before anybody hears of the event', () => {
    const hub = openHub()
    let heard = -1
    hub.subscribe((envelope) => {
      heard = hub.state.seq - envelope.seq
    })
    hub.publish({ topic: 'alert.cleared', id: 'x' })
    expect(heard).toBe(0)
  })

  test('a listener that throws harms only itself, and is heard', () => {
    const errors: unknown[] = []
    const hub = openHub({ ...silentLogger, error: (message, fields) => errors.push([message, fields?.topic]) })
    const seen: string[] = []
    hub.subscribe(() => seen.push('before'))
    hub.subscribe(() => {
      throw new Error('mine')
    })
    hub.subscribe(() => seen.push('after'))
    hub.publish({ topic: 'alert.raised', alert: sampleAlert() })
    expect(seen).toEqual(['before', 'after'])
    expect(errors).toEqual([['an event sink failed', 'alert.raised']])
    expect(hub.state.alerts).toHaveLength(1)
  })

  test('who has left hears nothing more; leaving twice is nothing', () => {
    const hub = openHub()
    const seen: number[] = []
    const leave = hub.subscribe((envelope) => seen.push(envelope.seq))
    hub.publish({ topic: 'alert.cleared', id: 'x' })
    leave()
    leave()
    hub.publish({ topic: 'alert.cleared', id: 'x' })
    expect(seen).toEqual([1])
  })

  test('a state handed out never changes', () => {
    const hub = openHub()
    const before = hub.state
    const copy = structuredClone(before)
    hub.publish({ topic: 'alert.raised', alert: sampleAlert() })
    expect(before).toEqual(copy)
    expect(hub.state).not.toBe(before)
  })

  test('what was known before the first event is part of the state, not an event', () => {
    const hub = openHub()
    hub.seed({ sessions: { s1: sampleSession({ id: 's1' }) }, repositories: [] })
    expect([hub.state.seq, Object.keys(hub.state.sessions)]).toEqual([0, ['s1']])
  })
})
