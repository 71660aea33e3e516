/** The newest events in memory, without a hole between them and bounded in number and bytes. Knows nothing of files or receivers. */
import type { Topic } from '../../shared/protocol/topics.ts'

/** More than a reader that keeps up ever needs. */
const MOST_EVENTS = 10_000
const MOST_BYTES = 4 * 1024 * 1024
/** So much is dropped at once: taking the first off a long array moves all others. */
const KEPT_SHARE = 0.9

export interface LoggedEvent {
  readonly seq: number
  readonly topic: Topic
  readonly key: string | null
  readonly session: string | null
  /** The envelope as JSON. */
  readonly text: string
}

export class RecentEvents {
  readonly #events: LoggedEvent[] = []
  #bytes = 0
  #before: number

  constructor(before: number) {
    this.#before = before
  }

  /** Events after this number are all here. */
  get before(): number {
    return this.#before
  }

  get last(): number {
    return this.#before + this.#events.length
  }

  /** The event has the number after the last one. */
  push(event: LoggedEvent): void {
    this.#events.push(event)
    this.#bytes += bytesOf(event)
    if (this.#events.length > MOST_EVENTS || this.#bytes > MOST_BYTES) this.#drop()
  }

  /** Events after `seq`, up to and with `last`, at most `most` of them. `seq` is not before `before`. */
  after(seq: number, { last, most }: { readonly last: number; readonly most: number }): LoggedEvent[] {
    const from = seq - this.#before
    return this.#events.slice(from, Math.max(from, Math.min(from + most, last - this.#before)))
  }

  #drop(): void {
    let dropped = 0
    while (dropped < this.#events.length - 1 && (this.#events.length - dropped > MOST_EVENTS * KEPT_SHARE || this.#bytes > MOST_BYTES * KEPT_SHARE)) {
      this.#bytes -= bytesOf(this.#events[dropped])
      dropped++
    }
    this.#events.splice(0, dropped)
    this.#before += dropped
  }
}

function bytesOf(event: LoggedEvent | undefined): number {
  return 2 * (event?.text.length ?? 0)
}
