/**
 * The first run as this window knows it: which step, which folder and what is known of it, what it is to be recorded under. The daemon keeps
 * the step and the folder, so that it can be gone on with. Nothing is recorded before the person says so.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { WelcomeStep } from '../../shared/domain/welcome.ts'
import type { BridgeMessage, ScribeBridge } from '../../shared/protocol/bridge.ts'
import { type StartRefusal, startRefusal } from '../../shared/ui/startForm.ts'
import { type Inspection, type Step, stepBeside, stepOf } from '../../shared/ui/welcomeView.ts'

export interface WelcomeFacts {
  /** `null` until the daemon has said where the person was. */
  readonly step: Step | null
  /** As it was written or chosen. */
  readonly folder: string
  readonly inspection: Inspection
  /** What the person wrote; `null` while they leave it to what was detected. */
  readonly backlogId: string | null
  readonly busy: boolean
  readonly refusal: StartRefusal | null
}

export class WelcomeModel {
  readonly store: StoreApi<WelcomeFacts> = createStore<WelcomeFacts>(() => ({
    step: null,
    folder: '',
    inspection: { kind: 'none' },
    backlogId: null,
    busy: false,
    refusal: null,
  }))
  readonly #bridge: ScribeBridge

  constructor(bridge: ScribeBridge) {
    this.#bridge = bridge
  }

  /** Listens for good; the window it belongs to ends with it. */
  start(): void {
    this.#bridge.subscribe((message) => void this.#hear(message))
  }

  async go(by: 1 | -1): Promise<void> {
    const { step } = this.store.getState()
    if (step === null) return
    const next = stepBeside(step, by)
    this.store.setState({ step: next, refusal: null })
    await this.#keep({ step: String(next) as WelcomeStep })
  }

  /** Takes this folder; an empty text takes none. What is known of it comes when it has been looked at. */
  async choose(folder: string): Promise<void> {
    const path = folder.trim()
    this.store.setState({ folder, backlogId: null, refusal: null, inspection: path === '' ? { kind: 'none' } : { kind: 'looking', folder: path } })
    if (path === '') return await this.#keep({ folder: null })
    // The person reads first that the system will ask; the look is what makes it ask.
    await painted()
    const reply = await this.#bridge.call('repository/inspect', { cwd: path })
    if (this.store.getState().folder.trim() !== path) return
    if (!reply.ok) return this.store.setState({ inspection: { kind: 'refused', folder: path, text: reply.error.message } })
    this.store.setState({ inspection: { kind: 'found', folder: path, found: reply.result } })
    await this.#keep({ folder: path })
  }

  async chooseInDialog(): Promise<void> {
    const folder = await this.#bridge.chooseFolder()
    if (folder !== null) await this.choose(folder)
  }

  name(backlogId: string): void {
    this.store.setState({ backlogId, refusal: null })
  }

  /** Begins to record what was chosen, if something was, and ends the first run; true when it has ended. */
  async finish(): Promise<boolean> {
    const { inspection, backlogId, busy } = this.store.getState()
    if (busy) return false
    if (inspection.kind !== 'found') return await this.skipAll()
    this.store.setState({ busy: true, refusal: null })
    const id = backlogId?.trim() ?? ''
    const reply = await this.#bridge.call('session/start', { cwd: inspection.found.root, ...(id === '' ? {} : { backlog_id: id }), on_limit: 'queue' })
    this.store.setState({ busy: false })
    if (reply.ok) return await this.skipAll()
    this.store.setState({ refusal: startRefusal(reply.error) })
    return false
  }

  /** Ends the first run as it is. */
  async skipAll(): Promise<boolean> {
    await this.#keep({ step: 'done', folder: null })
    return true
  }

  async #hear(message: BridgeMessage): Promise<void> {
    if (message.kind !== 'snapshot' || this.store.getState().step !== null) return
    const reply = await this.#bridge.call('welcome/get', {})
    if (!reply.ok || this.store.getState().step !== null) return
    const { step, folder } = reply.result
    this.store.setState({ step: stepOf(step) })
    // Whoever has seen it is not welcomed by itself again.
    if (step === 'new') await this.#keep({ step: '1' })
    if (folder !== null) await this.choose(folder)
  }

  /** What cannot be kept now is kept with the next step. */
  async #keep(changes: { step?: WelcomeStep; folder?: string | null }): Promise<void> {
    await this.#bridge.call('welcome/update', changes)
  }
}

/** Settles when what is set now is on the screen. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
}
