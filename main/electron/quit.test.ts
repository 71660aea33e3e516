import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App, PowerMonitor } from 'electron'
import { expect, suite, test } from 'vitest'
import { drainOnQuit } from './quit.ts'

function doubles() {
  const exits: number[] = []
  const app = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) })
  const power = new EventEmitter()
  let prevented = 0
  return {
    app: app as unknown as App,
    power: power as unknown as PowerMonitor,
    exits,
    quit: () => app.emit('before-quit', { preventDefault: () => prevented++ }),
    shutdown: () => power.emit('shutdown'),
    prevented: () => prevented,
  }
}

const log = { debug() {}, info() {}, warn() {}, error() {} }

suite('main/electron/quit', () => {
  test('the app ends when the drain has ended, and not before', async () => {
    const { app, power, exits, quit, prevented } = doubles()
    const drain = Promise.withResolvers<void>()
    drainOnQuit(app, power, { drain: () => drain.promise, log })
    quit()
    await sleep(5)
    expect([prevented(), exits]).toEqual([1, []])
    drain.resolve()
    await sleep(0)
    expect(exits).toEqual([0])
  })

  test('asking again does not drain again, and is prevented too', async () => {
    const { app, power, exits, quit, prevented } = doubles()
    let drains = 0
    drainOnQuit(app, power, { drain: async () => void drains++, log })
    quit()
    quit()
    await sleep(0)
    expect([drains, prevented(), exits]).toEqual([1, 2, [0]])
  })

  test('a drain that hangs or fails ends the app all the same, and is heard of', async () => {
    for (const drain of [() => new Promise<void>(() => {}), () => Promise.reject(new Error('disk full'))]) {
      const { app, power, exits, quit } = doubles()
      const errors: string[] = []
      drainOnQuit(app, power, { drain, log: { ...log, error: (message) => errors.push(message) }, deadlineMs: 20 })
      quit()
      await sleep(40)
      expect(exits).toEqual([1])
      expect(errors).toHaveLength(1)
    }
  })

  test('a system that shuts down is not held up, but the drain begins', async () => {
    const { app, power, exits, quit, shutdown, prevented } = doubles()
    drainOnQuit(app, power, { drain: async () => {}, log })
    shutdown()
    quit()
    await sleep(0)
    expect([prevented(), exits]).toEqual([0, [0]])
  })
})
