/**
 * Who is connected, over all doors: how many may be, and who they say they are. Owns the places; a few are kept for Scribe's own
 * windows, so that other programs can never lock the person out. Somebody who has not said hello gives way first.
 */

import type { ClientInfo } from '../../shared/domain/client.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { Deliveries } from './deliveries.ts'

const PLACES_OF_WINDOWS = 4

/** A connection as seen from here. */
export interface Guest {
  /** Says why, and closes. */
  end(reason: string): void
}

export class Clients {
  readonly deliveries = new Deliveries()
  readonly #most: () => number
  readonly #onGreet: (info: ClientInfo) => void
  /** In the order in which they came; `null` until they have said hello. */
  readonly #guests = new Map<Guest, ClientInfo | null>()

  /** `onGreet` is told of each who has said hello and was let in. */
  constructor(most: () => number, onGreet: (info: ClientInfo) => void = () => undefined) {
    this.#most = most
    this.#onGreet = onGreet
  }

  /** True if there is a place, or somebody who would give way. */
  get hasPlace(): boolean {
    return this.#guests.size < this.#most() + PLACES_OF_WINDOWS || [...this.#guests.values()].includes(null)
  }

  /** Takes somebody in, at the cost of the one who has been silent longest; false where all places are taken by those who are known. */
  enter(guest: Guest): boolean {
    if (this.#guests.size >= this.#most() + PLACES_OF_WINDOWS) {
      const [silent] = [...this.#guests].find(([, info]) => info === null) ?? []
      if (silent === undefined) return false
      this.leave(silent)
      silent.end('another client needs the place')
    }
    this.#guests.set(guest, null)
    return true
  }

  /** They have said who they are. Throws `limit.overloaded` where the places left are kept for windows. */
  greet(guest: Guest, info: ClientInfo): void {
    const programs = this.list().filter(({ kind }) => kind !== 'ui')
    const most = this.#most()
    if (info.kind !== 'ui' && programs.length >= most) throw new ScribeError('limit.overloaded', `${most} programs are connected already. Try again later.`)
    if (!this.#guests.has(guest)) return
    this.#guests.set(guest, info)
    this.#onGreet(info)
  }

  leave(guest: Guest): void {
    this.#guests.delete(guest)
  }

  /** Those who have said hello, in the order in which they came. */
  list(): ClientInfo[] {
    return [...this.#guests.values()].flatMap((info) => info ?? [])
  }
}
