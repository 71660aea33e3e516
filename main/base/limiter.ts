/**
 * Lets work in by the order of a `FairQueue`, and out again. Owns the promises of those that wait; the order is the queue's. A place is
 * given back once, however often `leave` is called; whoever gives up waiting leaves the line.
 */
import { ScribeError } from '../../shared/domain/error.ts'
import { FairQueue, type Limits, type Priority, type Ticket } from './fairQueue.ts'

export interface Wish {
  /** What takes turns with others of the same priority: a repository, a session. */
  readonly flow: string
  readonly priority: Priority
  /** Once it is aborted nobody waits any longer. */
  readonly signal?: AbortSignal | undefined
}

export class Limiter {
  readonly #queue: FairQueue
  readonly #monotonic: () => number
  readonly #called = new Map<Ticket, () => void>()

  constructor(limits: () => Limits, monotonic: () => number = () => performance.now()) {
    this.#queue = new FairQueue(limits)
    this.#monotonic = monotonic
  }

  get running(): number {
    return this.#queue.running
  }

  get waiting(): number {
    return this.#queue.waiting
  }

  /**
   * Settles when it may go in, with the function that gives the place back. Rejects with the signal's reason when it is aborted
   * before, and with `limit.overloaded` when too many wait.
   */
  async enter({ flow, priority, signal }: Wish): Promise<() => void> {
    signal?.throwIfAborted()
    const ticket: Ticket = { flow, priority, at: this.#monotonic() }
    if (!this.#queue.come(ticket)) throw new ScribeError('limit.overloaded', 'Too much is waiting already. Try again in a moment.')
    await this.#turn(ticket, signal)
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#queue.leave(ticket)
      this.call()
    }
  }

  /** Calls in whoever may come; for a limit that was raised. */
  call(): void {
    for (let next = this.#queue.next(this.#monotonic()); next !== null; next = this.#queue.next(this.#monotonic())) {
      const called = this.#called.get(next)
      this.#called.delete(next)
      called?.()
    }
  }

  #turn(ticket: Ticket, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = (): void => {
      this.#called.delete(ticket)
      if (this.#queue.giveUp(ticket)) reject(signal?.reason)
    }
    this.#called.set(ticket, resolve)
    signal?.addEventListener('abort', giveUp, { once: true })
    this.call()
    return promise.finally(() => signal?.removeEventListener('abort', giveUp))
  }
}
