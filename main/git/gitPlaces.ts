/**
 * Who may run Git now: so many at once in one repository, so many over all. The repository's place is taken first, so that one
 * that is asked a lot waits for itself and not at the cost of the others.
 */
import { Places } from '../base/places.ts'

export interface GitLimits {
  /** Runs at once, over all repositories: each holds three descriptors and a share of the processor. */
  readonly mostRuns: () => number
  /** Runs at once in one folder. */
  readonly mostRunsPerRepo: () => number
}

export class GitPlaces {
  readonly #limits: GitLimits
  readonly #all: Places
  readonly #folders = new Map<string, Places>()

  constructor(limits: GitLimits) {
    this.#limits = limits
    this.#all = new Places(limits.mostRuns)
  }

  /** Settles when Git may run in this folder, with the function that gives the place back. Rejects with the signal's reason. */
  async enter(folder: string, signal: AbortSignal | undefined): Promise<() => void> {
    const own = this.#placesOf(folder)
    const leaveFolder = await own.enter(signal).catch((reason: unknown) => {
      this.#forget(folder, own)
      throw reason
    })
    try {
      const leaveAll = await this.#all.enter(signal)
      return () => {
        leaveAll()
        leaveFolder()
        this.#forget(folder, own)
      }
    } catch (reason) {
      leaveFolder()
      this.#forget(folder, own)
      throw reason
    }
  }

  #placesOf(folder: string): Places {
    const places = this.#folders.get(folder) ?? new Places(this.#limits.mostRunsPerRepo)
    this.#folders.set(folder, places)
    return places
  }

  /** Folders nobody runs Git in are not remembered. */
  #forget(folder: string, places: Places): void {
    if (places.idle) this.#folders.delete(folder)
  }
}
