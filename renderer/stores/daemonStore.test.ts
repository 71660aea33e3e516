import { beforeEach, expect, suite, test } from 'vitest'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import { type LinkedBridge, linkedBridge } from '../../testing/linkedBridge.ts'
import { DaemonStore } from './daemonStore.ts'

const started: ScribeEvent = { topic: 'session.started', session: sampleSession() }

suite('renderer/stores/daemonStore', () => {
  let bridge: LinkedBridge
  let daemon: DaemonStore
  let frames: (() => void)[]
  let waits: { ms: number; run: () => void; cancelled: boolean }[]

  beforeEach(() => {
    bridge = linkedBridge()
    frames = []
    waits = []
    daemon = new DaemonStore(bridge, {
      onFrame: (run) => frames.push(run),
      after: (ms, run) => {
        const wait = { ms, run, cancelled: false }
        waits.push(wait)
        return () => {
          wait.cancelled = true
        }
      },
    })
    daemon.start()
  })

  const draw = (): void => frames.splice(0).forEach((run) => run())
  const shown = () => daemon.store.getState()
  const snapshot = (differences: Partial<AppState> = {}): void => bridge.send({ kind: 'snapshot', state: { ...sampleState(), ...differences } })
  const event = (seq: number, what = started, epoch = 'epoch'): void => bridge.send({ kind: 'event', envelope: { epoch, seq, at: 1, event: what } })

  test('a snapshot and the events after it are folded', () => {
    snapshot({ seq: 4 })
    event(5)
    draw()
    expect(shown()).toMatchObject({ link: 'up', state: { seq: 5, sessions: { '01SAMPLE': { id: '01SAMPLE' } } } })
  })

  test('however many events come between two frames, they are drawn once', () => {
    let drawn = 0
    daemon.store.subscribe(() => drawn++)
    snapshot()
    drawn = 0
    for (let seq = 1; seq <= 100; seq++) event(seq)
    expect(frames).toHaveLength(1)
    draw()
    expect(drawn).toBe(1)
    expect(shown().state?.seq).toBe(100)
  })

  test('that the daemon has come or gone is told even while nothing is drawn', () => {
    snapshot({ seq: 4 })
    expect(shown()).toMatchObject({ link: 'up', state: { seq: 4 } })
    event(5)
    expect(shown().state?.seq).toBe(4)
    bridge.send({ kind: 'down' })
    expect(shown()).toMatchObject({ link: 'down', state: { seq: 5 } })
  })

  test('nothing is believed before the first snapshot', () => {
    event(1)
    draw()
    expect(shown()).toEqual({ link: 'connecting', state: null })
    expect(bridge.subscribed).toBe(1)
  })

  for (const [gap, seq, epoch] of [
    ['a missing number', 6, 'epoch'],
    ['a number again', 4, 'epoch'],
    ['another life of the daemon', 5, 'other'],
  ] as const) {
    test(`${gap} means: ask for a snapshot, and keep the last state until it is there`, () => {
      snapshot({ seq: 4 })
      event(seq, started, epoch)
      expect(bridge.subscribed).toBe(2)
      expect(bridge.listening).toBe(1)
      event(seq + 1, started, epoch)
      draw()
      expect(shown()).toMatchObject({ link: 'up', state: { seq: 4 } })
      snapshot({ seq: 9, epoch })
      event(10, started, epoch)
      draw()
      expect(shown().state?.seq).toBe(10)
    })
  }

  test('while the daemon is away the last state stays, and it is asked again at growing intervals', () => {
    snapshot({ seq: 4 })
    for (let round = 0; round < 7; round++) {
      bridge.send({ kind: 'down' })
      waits.at(-1)?.run()
    }
    draw()
    expect(shown()).toMatchObject({ link: 'down', state: { seq: 4 } })
    expect(waits.map((wait) => wait.ms)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
    expect(bridge.subscribed).toBe(8)
    expect(bridge.listening).toBe(1)
    event(5)
    expect(bridge.subscribed).toBe(8)
  })

  test('a snapshot ends the asking and starts the intervals over', () => {
    bridge.send({ kind: 'down' })
    bridge.send({ kind: 'down' })
    snapshot({ seq: 1 })
    expect(waits.every((wait) => wait.cancelled)).toBe(true)
    draw()
    expect(shown().link).toBe('up')
    bridge.send({ kind: 'down' })
    expect(waits.at(-1)?.ms).toBe(250)
  })

  test('whoever listens hears every message once it has been taken in, until it has heard enough', () => {
    const heard: string[] = []
    const end = daemon.listen((message) => heard.push(`${message.kind} ${daemon.store.getState().link}`))
    snapshot({ seq: 4 })
    event(5)
    bridge.send({ kind: 'down' })
    end()
    snapshot({ seq: 9 })
    expect(heard).toEqual(['snapshot up', 'event up', 'down down'])
  })

  test('closing ends it, also twice', () => {
    bridge.send({ kind: 'down' })
    daemon.close()
    daemon.close()
    expect(bridge.listening).toBe(0)
    expect(waits.every((wait) => wait.cancelled)).toBe(true)
  })
})
