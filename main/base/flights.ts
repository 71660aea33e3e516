/**
 * Fetches under way, one for each thing asked: whoever asks for the same joins, whoever asks after something has changed joins
 * the one that begins next. Invariant: of one thing at most one fetch runs and one waits; when the last who waits gives up, it is
 * called off.
 */

import { ScribeError } from '../../shared/domain/error.ts'

const ENDING = new ScribeError('daemon.shuttingDown', 'Scribe is shutting down.')

/** How long somebody waits. */
export interface Patience {
  /** From here on the fetch need not go on for them. */
  readonly stop: AbortSignal
  /** From here on they take nothing any more: what a stopped fetch has by then still arrives. */
  readonly end: AbortSignal
}

export interface Boarding<T> extends Patience {
  readonly id: string
  readonly mark: string
  readonly fetch: (signal: AbortSignal) => Promise<T>
  /** Called once with the value, and the mark of whoever asked last before it was fetched. */
  readonly landed: (value: T, mark: string) => void
}

interface Flight {
  mark: string
  waiting: number
  begun: boolean
  readonly calledOff: AbortController
  readonly result: Promise<unknown>
  next: Flight | null
}

export class Flights {
  readonly #flights = new Map<string, Flight>()
  #begun = 0

  /** Fetches that were begun. */
  get begun(): number {
    return this.#begun
  }

  /** The value. Rejects as the fetch does, or with the reason of `end`. */
  async join<T>(boarding: Boarding<T>): Promise<T> {
    const { stop, end, mark } = boarding
    stop.throwIfAborted()
    const flight = this.#flightOf(boarding)
    flight.waiting += 1
    if (!flight.begun) flight.mark = mark
    const leave = (): void => {
      stop.removeEventListener('abort', leave)
      flight.waiting -= 1
      if (flight.waiting === 0) flight.calledOff.abort(stop.reason)
    }
    stop.addEventListener('abort', leave)
    try {
      // Several who ask for one thing ask with the same type.
      return (await untilAborted(flight.result, end)) as T
    } finally {
      if (!stop.aborted) leave()
    }
  }

  close(): void {
    for (const flight of this.#flights.values()) {
      flight.calledOff.abort(ENDING)
      flight.next?.calledOff.abort(ENDING)
    }
  }

  /** One that was called off and does not end is waited for like any other: what hangs must not be begun again and again. */
  #flightOf<T>(boarding: Boarding<T>): Flight {
    const running = this.#flights.get(boarding.id)
    if (running === undefined) return this.#begin(boarding, null)
    if (!running.calledOff.signal.aborted && (running.mark === boarding.mark || !running.begun)) return running
    if (running.next === null || running.next.calledOff.signal.aborted) running.next = this.#begin(boarding, running)
    return running.next
  }

  #begin<T>(boarding: Boarding<T>, after: Flight | null): Flight {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const flight: Flight = { mark: boarding.mark, waiting: 0, begun: after === null, calledOff: new AbortController(), result: promise, next: null }
    promise.catch(() => undefined)
    if (after === null) this.#flights.set(boarding.id, flight)
    this.#run(boarding, flight, after).then(resolve, reject)
    return flight
  }

  async #run<T>({ id, fetch, landed }: Boarding<T>, flight: Flight, after: Flight | null): Promise<T> {
    await after?.result.catch(() => undefined)
    if (after?.next === flight) this.#flights.set(id, flight)
    try {
      flight.calledOff.signal.throwIfAborted()
      flight.begun = true
      this.#begun += 1
      const value = await fetch(flight.calledOff.signal)
      landed(value, flight.mark)
      return value
    } finally {
      if (this.#flights.get(id) === flight && flight.next === null) this.#flights.delete(id)
    }
  }
}

/** The result of `work`; rejects with the signal's reason when that comes first. The work itself is not stopped. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // It may still fail, after nobody waits for it.
  work.catch(() => undefined)
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const giveUp = (): void => reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
