/**
 * How many handles the watch host may hold in all: a share of what the system lets a user have, so that editors and build tools
 * keep theirs. Beyond it a root is polled, aloud.
 */
import { readFileSync } from 'node:fs'

const SHARE = 0.8
/** Also where the system sets no limit of its own: about 150 MB of handles. */
const AT_MOST = 150_000

export class WatchBudget {
  readonly #most: number
  #taken = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Counts one more handle; false if there is none left. */
  take(): boolean {
    if (this.#taken >= this.#most) return false
    this.#taken++
    return true
  }

  give(): void {
    this.#taken--
  }
}

/** The budget of this machine. */
export function systemBudget(): WatchBudget {
  return new WatchBudget(Math.min(AT_MOST, Math.floor(inotifyLimit() * SHARE)))
}

function inotifyLimit(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_user_watches', 'utf8'))
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
