/**
 * The settings as this window knows them: what the daemon said last, what was refused, what can be undone. A change is sent
 * at once and shown when the daemon has taken it. Invariant: nothing is shown as set that the daemon does not hold.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SettingKey, Settings } from '../../shared/domain/settings.ts'
import type { BridgeMessage, ScribeBridge } from '../../shared/protocol/bridge.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'

type Found = CommandOutput<'settings/get'>
type Values = Partial<Record<SettingKey, Settings[SettingKey]>>

/** Changes that can be taken back, oldest first. */
const MOST_UNDONE = 50

export interface SettingsFacts {
  /** `null` until the daemon has answered. */
  readonly found: Found | null
  readonly refusal: { readonly key: SettingKey | null; readonly text: string } | null
}

export class SettingsModel {
  readonly store: StoreApi<SettingsFacts> = createStore<SettingsFacts>(() => ({ found: null, refusal: null }))
  readonly #bridge: ScribeBridge
  readonly #before: Values[] = []

  constructor(bridge: ScribeBridge) {
    this.#bridge = bridge
  }

  /** Listens for good; the window it belongs to ends with it. */
  start(): void {
    this.#bridge.subscribe((message) => this.#hear(message))
  }

  async set(key: SettingKey, value: Settings[SettingKey]): Promise<void> {
    const now = this.store.getState().found?.settings
    if (now === undefined || now[key] === value) return
    if (await this.#send({ [key]: value }, key)) this.#remember({ [key]: now[key] })
  }

  /** Gives these keys their defaults again, which can be undone as one change. */
  async restore(keys: readonly SettingKey[]): Promise<void> {
    const found = this.store.getState().found
    if (found === null) return
    const free = keys.filter((key) => found.locked[key] === undefined)
    const reply = await this.#bridge.call('settings/reset', { keys: free })
    if (reply.ok) this.#remember(Object.fromEntries(free.map((key) => [key, found.settings[key]])))
    this.#take(reply, null)
  }

  /** Takes the last change back. */
  async undo(): Promise<void> {
    const values = this.#before.pop()
    if (values !== undefined) await this.#send(values, null)
  }

  dismiss(): void {
    this.store.setState({ refusal: null })
  }

  #remember(values: Values): void {
    this.#before.push(values)
    if (this.#before.length > MOST_UNDONE) this.#before.shift()
  }

  async #send(values: Values, key: SettingKey | null): Promise<boolean> {
    const reply = await this.#bridge.call('settings/update', { values })
    this.#take(reply, key)
    return reply.ok
  }

  #take(reply: Awaited<ReturnType<typeof this.load>>, key: SettingKey | null): void {
    if (reply.ok) this.store.setState({ found: reply.result, refusal: null })
    else this.store.setState({ refusal: { key, text: reply.error.message } })
  }

  load() {
    return this.#bridge.call('settings/get', {})
  }

  #hear(message: BridgeMessage): void {
    const changed = message.kind === 'event' && message.envelope.event.topic === 'settings.changed'
    if (message.kind === 'snapshot' || changed) void this.load().then((reply) => this.#take(reply, null))
  }
}
