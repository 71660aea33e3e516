/**
 * The settings of a folder, read for the guard: runs that begin beside each other share one reading, so that asking several things at
 * once starts fewer processes. What could be planted between a reading and its use could be planted in the moment of each (see
 * `hardening.ts`); the time is bounded so that it stays a moment.
 */
import { Flights } from '../base/flights.ts'
import type { GitResult } from './collect.ts'

/** How long after it began a reading serves further runs, ms. */
const SHARED_MS = 50

interface Reading {
  readonly result: GitResult
  /** Monotonic, ms. */
  readonly at: number
}

export class SharedReadings {
  readonly #underWay = new Flights()
  readonly #done = new Map<string, Reading>()

  /** What `read` gives, or gave a moment ago. Rejects as it does, or with the signal's reason. */
  async of(folder: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<GitResult>): Promise<GitResult> {
    const known = this.#done.get(folder)
    if (known !== undefined && performance.now() - known.at <= SHARED_MS) return known.result
    const fetch = async (calledOff: AbortSignal): Promise<GitResult> => {
      const at = performance.now()
      const result = await read(calledOff)
      // A refusal is shared by those who ask beside each other, and not remembered: the repository may be mended by the next one.
      if (result.code === 0) this.#keep(folder, { result, at })
      return result
    }
    return await this.#underWay.join({ id: folder, mark: '', stop: signal, end: signal, fetch, landed: () => undefined })
  }

  #keep(folder: string, reading: Reading): void {
    this.#done.set(folder, reading)
    const forget = (): void => {
      if (this.#done.get(folder) === reading) this.#done.delete(folder)
    }
    setTimeout(forget, SHARED_MS).unref()
  }
}
