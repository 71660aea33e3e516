import { expect, suite, test } from 'vitest'
import { linkedBridge, refused } from '../../testing/linkedBridge.ts'
import { SessionActions, UNDO_MS } from './sessionActions.ts'

const SESSION = { id: 's1', backlogId: 'B-7' }
const NOW = 1_000

suite('renderer/stores/sessionActions', () => {
  test('an order is under way until it is answered, and is not given twice meanwhile', async () => {
    const bridge = linkedBridge()
    const actions = new SessionActions(bridge, () => NOW)
    const first = actions.pause(SESSION)
    const second = actions.pause(SESSION)
    expect([...actions.store.getState().busy]).toEqual(['s1'])
    await Promise.all([first, second])
    expect(bridge.asked).toEqual([{ name: 'session/pause', input: { session: 's1' } }])
    expect(actions.store.getState().busy.size).toBe(0)
  })

  test('a stop can be undone for ten seconds, and only if it was done', async () => {
    const actions = new SessionActions(linkedBridge(), () => NOW)
    await actions.stop(SESSION)
    expect(actions.store.getState().undoUntil).toEqual({ s1: NOW + UNDO_MS })
    const failing = new SessionActions(
      linkedBridge(() => refused('No.')),
      () => NOW,
    )
    await failing.stop(SESSION)
    expect(failing.store.getState()).toMatchObject({ undoUntil: {}, refusal: 'B-7: No.' })
  })

  test('what can no longer be undone is forgotten with the next stop', async () => {
    let now = NOW
    const actions = new SessionActions(linkedBridge(), () => now)
    await actions.stop(SESSION)
    now += UNDO_MS
    await actions.stop({ id: 's2', backlogId: 'B-8' })
    expect(Object.keys(actions.store.getState().undoUntil)).toEqual(['s2'])
  })

  test('one refusal among many does not keep the others from being done', async () => {
    const bridge = linkedBridge()
    const actions = new SessionActions(bridge, () => NOW)
    await actions.pauseAll([SESSION, { id: 's2', backlogId: 'B-8' }])
    await actions.resumeAll([SESSION])
    expect(bridge.asked.map(({ name }) => name)).toEqual(['session/pause', 'session/pause', 'session/resume'])
  })

  test('the next order that is done, or putting it away, removes a refusal', async () => {
    let reply: unknown = refused('No.')
    const actions = new SessionActions(
      linkedBridge(() => reply),
      () => NOW,
    )
    await actions.pause(SESSION)
    await actions.dismiss(null)
    expect(actions.store.getState().refusal).toBeNull()
    await actions.pause(SESSION)
    reply = { ok: true, result: {} }
    await actions.resume(SESSION)
    expect(actions.store.getState().refusal).toBeNull()
  })

  test('an alert is put away by the daemon; its refusal is shown', async () => {
    const bridge = linkedBridge(() => refused('That alert is not there any more.'))
    const actions = new SessionActions(bridge, () => NOW)
    await actions.dismiss('git.failed:/r')
    expect(bridge.asked).toEqual([{ name: 'alert/dismiss', input: { id: 'git.failed:/r' } }])
    expect(actions.store.getState().refusal).toBe('That alert is not there any more.')
  })
})
