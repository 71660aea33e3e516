/**
 * What people say of sessions, made durable. Changes that wait for the same repository are committed together, so two
 * hundred at once cost a commit or two, not two hundred. Invariant: a session changes in its repository's order only.
 */
import type { Session } from '../../shared/domain/session.ts'
import type { Clock } from '../base/clock.ts'
import type { Recorder } from './recorder.ts'

interface Waiting {
  readonly id: string
  readonly change: (session: Session, now: number) => Session
  readonly resolve: (session: Session) => void
  readonly reject: (error: unknown) => void
}

export class Updates {
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting[]>()

  constructor(recorder: Recorder, clock: Clock) {
    this.#recorder = recorder
    this.#clock = clock
  }

  /** Changes a session and settles when that is durable. Throws what `change` throws, or `store.failed`. */
  run({ id, repo }: Session, change: Waiting['change']): Promise<Session> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(repo) ?? []
      waiting.push({ id, change, resolve, reject })
      if (waiting.length > 1) return
      this.#waiting.set(repo, waiting)
      this.#recorder
        .order(repo)
        .run(() => this.#commitAll(repo))
        .catch(reject)
    })
  }

  async #commitAll(repo: string): Promise<void> {
    const waiting = this.#waiting.get(repo) ?? []
    this.#waiting.delete(repo)
    const now = this.#clock.wall()
    const next = new Map<string, Session>()
    const changed = waiting.filter((one) => this.#apply(one, next, now))
    try {
      await this.#recorder.commit(
        [...next.values()].map((session) => ({ session })),
        now,
      )
      for (const { id, resolve } of changed) resolve(this.#latest(id))
    } catch (error) {
      for (const { reject } of changed) reject(error)
    }
  }

  /** One change on top of those before it; one that cannot be made is refused alone. */
  #apply({ id, change, reject }: Waiting, next: Map<string, Session>, now: number): boolean {
    try {
      next.set(id, change(next.get(id) ?? this.#latest(id), now))
      return true
    } catch (error) {
      reject(error)
      return false
    }
  }

  #latest(id: string): Session {
    const session = this.#recorder.get(id)
    if (session === undefined) throw new Error('a session that is known is not')
    return session
  }
}
