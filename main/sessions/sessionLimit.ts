/** How many sessions record at once. Owns who is about to; never stops one that records. */
import { ScribeError } from '../../shared/domain/error.ts'

export class SessionLimit {
  readonly #recording: () => readonly string[]
  readonly #most: () => number
  readonly #beginning = new Set<string>()

  /** `recording` are the ids of the sessions that record now. */
  constructor(recording: () => readonly string[], most: () => number) {
    this.#recording = recording
    this.#most = most
  }

  /** Runs `begin`, after which the session of this id records. Throws `limit.sessions` when there is no room for it. */
  async within<T>(id: string, begin: () => Promise<T>): Promise<T> {
    const most = this.#most()
    const taken = new Set([...this.#recording(), ...this.#beginning])
    if (taken.size >= most && !taken.has(id)) {
      const message = `${taken.size} sessions record already, and the limit is ${most}. Stop or pause one, or raise it with "scribe config set limits.maxSessions N".`
      throw new ScribeError('limit.sessions', message, { data: { limit: most, recording: taken.size } })
    }
    this.#beginning.add(id)
    try {
      return await begin()
    } finally {
      this.#beginning.delete(id)
    }
  }
}
