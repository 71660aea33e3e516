/**
 * A bridge for tests of a page's stores: what it is asked is kept, what it answers is set by the test, and messages are
 * sent by hand. It decides nothing.
 */
import type { BridgeMessage, ScribeBridge } from '../shared/protocol/bridge.ts'

export interface LinkedBridge extends ScribeBridge {
  readonly asked: { readonly name: string; readonly input: unknown }[]
  /** How many listeners there are. */
  readonly listening: number
  /** How often somebody has subscribed. */
  readonly subscribed: number
  send(message: BridgeMessage): void
}

/** `answer` gives the reply to a command; without one every command succeeds. */
export function linkedBridge(answer: (name: string) => unknown = () => ({ ok: true, result: {} })): LinkedBridge {
  const listeners = new Set<(message: BridgeMessage) => void>()
  const asked: { name: string; input: unknown }[] = []
  let subscribed = 0
  return {
    shell: 'browser',
    asked,
    get listening() {
      return listeners.size
    },
    get subscribed() {
      return subscribed
    },
    send: (message) => [...listeners].forEach((listener) => listener(message)),
    async call(name, input) {
      asked.push({ name, input })
      return (await answer(name)) as never
    },
    subscribe(listener) {
      subscribed++
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show: () => undefined,
    reveal: () => undefined,
    save: async () => false,
    onPlace: () => () => undefined,
    pathOf: () => null,
    testNotice: async () => false,
    chooseFolder: async () => null,
  }
}

/** What a daemon answers that refuses. */
export function refused(message: string): unknown {
  return { ok: false, error: { code: 1103, message } }
}
