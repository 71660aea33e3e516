/**
 * Parts of one fetch that fail alone: takes each, keeps what it gave, and remembers what is missing and why. Where Git is left
 * alone for a while nothing is begun at all.
 */
import { ScribeError } from '../../../shared/domain/error.ts'

export class Pieces {
  readonly #left: ScribeError | null
  readonly #missing: string[] = []
  #failure: { readonly message: string; readonly timedOut: boolean } | null = null

  /** `pauseMs` is how long nothing is to be begun. */
  constructor(pauseMs: number) {
    const seconds = Math.ceil(pauseMs / 1000)
    this.#left = pauseMs > 0 ? new ScribeError('git.timedOut', `Git keeps giving no answer here in time. It is asked again in ${seconds} s.`) : null
  }

  /** Names of what is missing. */
  get missing(): string[] {
    return this.#missing.toSorted()
  }

  /** Why the first one is missing; `null` when nothing is. */
  get failure(): { readonly message: string; readonly timedOut: boolean } | null {
    return this.#failure
  }

  /** What `work` gives, `null` when it fails. A bug stays one. */
  async take<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    try {
      if (this.#left !== null) throw this.#left
      return await work()
    } catch (error) {
      if (!(error instanceof ScribeError)) throw error
      this.#missing.push(name)
      this.#failure ??= { message: error.message, timedOut: error.code === 'wait.deadline' || error.code === 'git.timedOut' }
      return null
    }
  }
}
