/**
 * A bounded number of places for work that runs at once; the rest waits in order of arrival. A place is given back once,
 * however often `leave` is called; whoever gives up waiting leaves the queue. Owns the counting only; deadlines are those of
 * the work.
 */

export class Places {
  readonly #most: () => number
  readonly #waiting = new Set<() => void>()
  #taken = 0

  /** `most` is asked whenever a place is given, so that a limit can change while work runs. */
  constructor(most: () => number) {
    this.#most = most
  }

  /** Nobody is in, nobody waits. */
  get idle(): boolean {
    return this.#taken === 0 && this.#waiting.size === 0
  }

  /** Settles when there is a place, with the function that gives it back. Rejects with the signal's reason when it is aborted before. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted()
    if (this.#taken >= this.#most() || this.#waiting.size > 0) await this.#turn(signal)
    else this.#taken += 1
    let held = true
    return () => {
      if (held) this.#leave()
      held = false
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = (): void => {
      if (this.#waiting.delete(resolve)) reject(signal?.reason)
    }
    this.#waiting.add(resolve)
    signal?.addEventListener('abort', giveUp, { once: true })
    return promise.finally(() => signal?.removeEventListener('abort', giveUp))
  }

  /** A place given back is handed on, without being free in between. */
  #leave(): void {
    this.#taken -= 1
    while (this.#taken < this.#most()) {
      const [next] = this.#waiting
      if (next === undefined) return
      this.#waiting.delete(next)
      this.#taken += 1
      next()
    }
  }
}
