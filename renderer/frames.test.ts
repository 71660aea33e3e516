import { expect, suite, test } from 'vitest'
import { envelopeSchema } from '../shared/protocol/events.ts'
import { appStateSchema } from '../shared/state/appState.ts'
import { sampleAlert, sampleSession, sampleState } from '../testing/electronDouble/sampleState.ts'
import { parseFrame, parseState } from './frames.ts'

const session = sampleSession({ last: { path: 'a.ts', at: 1, kind: 'change' } })
const repository = { root: '/r', name: 'r', branch: null, backlog_id: null, last_used_at: 1 }
const state = { ...sampleState([session], [sampleAlert({ args: { repo: 'r', count: 2 }, session_id: 's' })]), repositories: [repository] }
const EVENTS = [
  { topic: 'session.started', session },
  { topic: 'session.updated', session },
  { topic: 'session.stopped', session },
  { topic: 'file.changed', repo: '/r', paths: ['a'], count: 1 },
  { topic: 'change.recorded', session_id: 's', count: 1, latency_ms: 2 },
  { topic: 'worklog.appended', session_id: 's', entry: { seq: 1, session_id: 's', at: 1, kind: 'note', lines: ['- x'] } },
  { topic: 'repository.updated', repository },
  { topic: 'alert.raised', alert: sampleAlert() },
  { topic: 'alert.cleared', id: 'x' },
  { topic: 'capture.proved', repo: '/r', at: 1, ms: 2 },
] as const
const envelope = (event: unknown): unknown => ({ epoch: 'e', seq: 1, at: 1, event })
const eventText = (event: unknown): string => JSON.stringify({ jsonrpc: '2.0', method: 'events/event', params: { sub: 1, envelope: envelope(event) } })

/** Every copy of `value` with one field missing, at any depth. */
function withOneMissing(value: object): object[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const { [name]: _gone, ...rest } = value as Record<string, unknown>
    const deeper = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? withOneMissing(inner) : []
    return [rest, ...deeper.map((copy) => ({ ...value, [name]: copy }))]
  })
}

suite('renderer/frames', () => {
  test('answers and refusals are told apart', () => {
    expect(parseFrame('{"jsonrpc":"2.0","id":3,"result":{"a":1}}')).toEqual({ kind: 'result', id: 3, result: { a: 1 } })
    const error = { code: 1101, message: 'No.', data: { code: 'session.notFound' } }
    expect(parseFrame(JSON.stringify({ jsonrpc: '2.0', id: 4, error }))).toEqual({ kind: 'refusal', id: 4, error })
    expect(parseFrame('{"id":4,"error":{"code":1,"message":"No."}}')).toMatchObject({ kind: 'refusal' })
  })

  for (const text of ['', 'x', 'null', '[]', '3', '{}', '{"id":"3","result":{}}', '{"id":3}', '{"id":3,"result":1}', '{"id":3,"error":{"code":"1"}}']) {
    test(`${JSON.stringify(text)} is not understood`, () => expect(parseFrame(text)).toBeNull())
  }

  for (const event of EVENTS) {
    test(`${event.topic} is understood, and not without what it is about`, () => {
      expect(envelopeSchema.safeParse(envelope(event)).success).toBe(true)
      expect(parseFrame(eventText(event))).toEqual({ kind: 'event', envelope: envelope(event) })
      const { topic } = event
      expect(parseFrame(eventText({ topic }))).toBeNull()
    })
  }

  test('an event of a newer daemon is passed over, like anything that only looks like one', () => {
    for (const event of [{ topic: 'agent.joined' }, { topic: 'toString' }, { topic: 3 }, null, [], 'session.started'])
      expect(parseFrame(eventText(event))).toBeNull()
    expect(parseFrame('{"method":"events/event","params":null}')).toBeNull()
    expect(parseFrame('{"method":"server/closing","params":{}}')).toBeNull()
  })

  test('a state is understood', () => {
    expect(appStateSchema.safeParse(state).success).toBe(true)
    expect(parseState({ sub: 1, state })).toEqual(state)
  })

  test('a state that lacks a field its schema demands is refused, wherever the field is', () => {
    const broken = withOneMissing(state).filter((copy) => !appStateSchema.safeParse(copy).success)
    expect(broken.length).toBeGreaterThan(30)
    for (const copy of broken) expect(parseState({ state: copy })).toBeNull()
  })

  test('lists of the wrong things are refused', () => {
    const { activity } = state
    expect(parseState({})).toBeNull()
    expect(parseState({ state: null })).toBeNull()
    expect(parseState({ state: { ...state, sessions: { a: null } } })).toBeNull()
    expect(parseState({ state: { ...state, activity: { ...activity, buckets: ['1'] } } })).toBeNull()
    expect(parseState({ state: { ...state, alerts: [{ ...sampleAlert(), args: { a: {} } }] } })).toBeNull()
    expect(parseState({ state: { ...state, sessions: { a: { ...session, last: { path: 3 } } } } })).toBeNull()
  })
})
