/** What one client may ask for: so much a second, so much at once. Whoever asks for more again and again is let go. */
import { ScribeError } from '../../shared/domain/error.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { type Rate, TokenBucket } from '../base/tokenBucket.ts'

/** At once, in seconds of the allowance. */
const BURST_S = 4
const MAX_UNDER_WAY = 64
/** Seconds in which a client asked for more than it may, before it is let go. */
const MAX_BREACHES = 3
const BREACH_MS = 1_000

export function rateOf(settings: Settings): Rate {
  const perSecond = settings['limits.clientRate']
  return { perSecond, burst: perSecond * BURST_S }
}

export class Allowance {
  readonly #bucket: TokenBucket
  readonly #onAbuse: () => void
  #breaches = 0
  #breachAt = Number.NEGATIVE_INFINITY
  #underWay = 0

  constructor(settings: () => Settings, onAbuse: () => void) {
    this.#bucket = new TokenBucket(() => rateOf(settings()))
    this.#onAbuse = onAbuse
  }

  /** Counts a request. Returns why it is not even looked at, else the function that says it is answered. `now` is monotonic, ms. */
  enter(now: number): ScribeError | (() => void) {
    const retryAfterMs = this.#bucket.take(now)
    if (retryAfterMs > 0) return this.#breach(now, retryAfterMs)
    if (this.#underWay >= MAX_UNDER_WAY) return new ScribeError('limit.overloaded', 'Too many requests under way.')
    this.#underWay++
    return () => {
      this.#underWay--
    }
  }

  #breach(now: number, retryAfterMs: number): ScribeError {
    if (now - this.#breachAt >= BREACH_MS) {
      this.#breachAt = now
      if (++this.#breaches >= MAX_BREACHES) this.#onAbuse()
    }
    return new ScribeError('limit.rate', `That is more than one client may ask for. Try again in ${retryAfterMs} ms.`, {
      data: { retry_after_ms: retryAfterMs },
    })
  }
}
