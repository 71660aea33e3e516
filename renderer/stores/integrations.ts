/**
 * The agents as this window knows them: how each stands, what is about to be changed in which file, what came of it. Nothing is changed that
 * was not shown before. Invariant: one question at a time.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FileDifference, Integration } from '../../shared/domain/integration.ts'
import type { IntegrationName } from '../../shared/domain/integrationNames.ts'
import type { ScribeBridge } from '../../shared/protocol/bridge.ts'
import { doneText, type IntegrationAction } from '../../shared/ui/integrationView.ts'

/** What is shown before it is done; `files` is `null` until the daemon has said. */
export interface Question {
  readonly name: IntegrationName
  readonly action: IntegrationAction
  readonly files: readonly FileDifference[] | null
}

export interface IntegrationFacts {
  /** `null` until the daemon has answered. */
  readonly list: readonly Integration[] | null
  /** The person's home, for paths. */
  readonly home: string
  readonly question: Question | null
  readonly busy: boolean
  readonly refusal: { readonly name: IntegrationName; readonly text: string } | null
  /** What was done last. */
  readonly said: string
}

export class IntegrationModel {
  readonly store: StoreApi<IntegrationFacts> = createStore<IntegrationFacts>(() => ({
    list: null,
    home: '',
    question: null,
    busy: false,
    refusal: null,
    said: '',
  }))
  readonly #bridge: ScribeBridge

  constructor(bridge: ScribeBridge) {
    this.#bridge = bridge
  }

  /** Asks how all stand. */
  async look(): Promise<void> {
    const reply = await this.#bridge.call('integration/list', {})
    if (reply.ok) this.store.setState({ list: reply.result.integrations, home: reply.result.home })
  }

  /** Shows what would be changed. */
  async ask(name: IntegrationName, action: IntegrationAction): Promise<void> {
    this.store.setState({ question: { name, action, files: null }, refusal: null, said: '' })
    const reply = await this.#bridge.call('integration/plan', { name, action })
    const { question } = this.store.getState()
    // Another one may have been asked meanwhile.
    if (question?.name !== name || question.action !== action) return
    if (reply.ok) this.store.setState({ question: { name, action, files: reply.result.files } })
    else this.store.setState({ question: null, refusal: { name, text: reply.error.message } })
  }

  dismiss(): void {
    this.store.setState({ question: null, refusal: null })
  }

  /** Does what was shown. */
  async confirm(): Promise<void> {
    const { question, busy } = this.store.getState()
    if (question === null || question.files === null || busy) return
    this.store.setState({ busy: true })
    const { name, action } = question
    const reply = await this.#bridge.call(`integration/${action}`, { name })
    this.store.setState({ busy: false, question: null })
    if (reply.ok) this.store.setState({ said: doneText(reply.result.integration, reply.result.files), refusal: null })
    else this.store.setState({ refusal: { name, text: reply.error.message } })
    await this.look()
  }
}
