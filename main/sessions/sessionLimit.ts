/**
 * How many sessions record at once, and who is next. Owns who is about to; never stops one that records by itself: what happens at the
 * limit is what the person chose (`limits.onLimit`) or said with the order.
 */
import { ScribeError } from '../../shared/domain/error.ts'
import { PRIORITIES, type Session } from '../../shared/domain/session.ts'

export class SessionLimit {
  readonly #sessions: () => readonly Session[]
  readonly #most: () => number
  readonly #beginning = new Set<string>()
  /** Sessions that are being stopped for another: their places are given away. */
  readonly #leaving = new Set<string>()
  /** Sessions for which one is. */
  readonly #making = new Set<string>()

  /** `sessions` are all that are known now. */
  constructor(sessions: () => readonly Session[], most: () => number) {
    this.#sessions = sessions
    this.#most = most
  }

  /** Whether one more session, this one, may record; one that does already may. */
  hasRoom(id = ''): boolean {
    const taken = this.#taken()
    if (taken.has(id) && !this.#beginning.has(id)) return true
    taken.delete(id)
    return taken.size < this.#most()
  }

  /** Runs `begin`, after which the session of this id records. Throws `limit.sessions` when there is no room for it. */
  async within<T>(id: string, begin: () => Promise<T>): Promise<T> {
    // Its place is being made by another order; until then whoever leaves still records.
    if (!this.hasRoom(id) || this.#making.has(id)) throw this.#full()
    const held = this.#beginning.has(id)
    this.#beginning.add(id)
    try {
      return await begin()
    } finally {
      if (!held) this.#beginning.delete(id)
    }
  }

  /** Makes room for this session by stopping another one with `stop`, which gets the one that changed longest ago. Its place is kept until `release`. */
  async makeRoom(id: string, stop: (session: Session) => Promise<unknown>): Promise<void> {
    const oldest = this.leastRecent()
    if (this.hasRoom(id) || oldest === undefined) return
    this.#beginning.add(id)
    this.#leaving.add(oldest.id)
    this.#making.add(id)
    await stop(oldest).finally(() => {
      this.#leaving.delete(oldest.id)
      this.#making.delete(id)
    })
  }

  release(id: string): void {
    this.#beginning.delete(id)
  }

  /** The recording session in which nothing has happened for the longest time, of those that nobody stops already. */
  leastRecent(): Session | undefined {
    return this.#staying().sort((a, b) => a.last_activity_at - b.last_activity_at || (a.id < b.id ? -1 : 1))[0]
  }

  /** The session that waits and is next: of the highest priority, the one that has waited longest. */
  nextQueued(): Session | undefined {
    const rank = ({ priority }: Session): number => PRIORITIES.indexOf(priority)
    return this.#sessions()
      .filter(({ state, queued_at }) => state === 'paused' && queued_at !== null)
      .sort((a, b) => rank(a) - rank(b) || (a.queued_at ?? 0) - (b.queued_at ?? 0))[0]
  }

  #staying(): Session[] {
    return this.#sessions().filter(({ id, state }) => state === 'recording' && !this.#leaving.has(id))
  }

  #taken(): Set<string> {
    return new Set([...this.#staying().map(({ id }) => id), ...this.#beginning])
  }

  #full(): ScribeError {
    const [most, recording] = [this.#most(), this.#taken().size]
    const message = `${recording} sessions record already, and the limit is ${most}. Wait for a place, stop or pause one, or raise it with "scribe config set limits.maxSessions N".`
    return new ScribeError('limit.sessions', message, { data: { limit: most, recording, least_recent: this.leastRecent()?.backlog_id ?? null } })
  }
}
