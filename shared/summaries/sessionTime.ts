/**
 * How the recorded time of a session divides: active (a person did something), agent-alone (only an agent did), waiting
 * (nobody did). Pure, fed in order. A step counts for at most `STRETCH_MS` before it: whoever does something every few
 * minutes is at work in between. Pauses and times nobody watched belong to none of the three.
 */

export const STRETCH_MS = 5 * 60_000

/** Who was at work: `edge` only bounds the recorded time (a start, a stop, a pause). */
export type Actor = 'person' | 'agent' | 'edge'

export class SessionTime {
  #active = 0
  #agent = 0
  #waiting = 0
  #last: number | null = null
  #recording = true

  /** Something happened at `at`, ms since 1970. A clock that went back counts as no time. */
  step(at: number, actor: Actor): void {
    if (this.#last !== null && this.#recording && at > this.#last) this.#divide(at - this.#last, actor)
    this.#last = this.#last === null ? at : Math.max(this.#last, at)
    this.#recording = true
  }

  /** Recording ended or was interrupted; the time until the next step counts for nothing. */
  end(at: number): void {
    this.step(at, 'edge')
    this.#recording = false
  }

  /** Recording begins at `at`, or begins again: the time before it was not recorded. */
  begin(at: number): void {
    this.#last = at
    this.#recording = true
  }

  get times(): { active_ms: number; waiting_ms: number; agent_ms: number } {
    return { active_ms: this.#active, waiting_ms: this.#waiting, agent_ms: this.#agent }
  }

  #divide(passed: number, actor: Actor): void {
    const worked = actor === 'edge' ? 0 : Math.min(passed, STRETCH_MS)
    if (actor === 'person') this.#active += worked
    else this.#agent += worked
    this.#waiting += passed - worked
  }
}
