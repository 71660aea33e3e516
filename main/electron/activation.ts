/**
 * Whether the app stands in the Dock and the app switcher: while one of its windows is open, or always if the person wants
 * so. An accessory app's windows would sink behind others with no way back to them. Owns no window.
 */

/** Closing one window and opening the next must not flip it twice, ms. */
const SETTLE_MS = 500

export class Activation {
  readonly #setPolicy: (policy: 'regular' | 'accessory') => void
  #windows = 0
  #always = false
  #timer: NodeJS.Timeout | undefined
  #policy: 'regular' | 'accessory' = 'accessory'

  constructor(setPolicy: (policy: 'regular' | 'accessory') => void) {
    this.#setPolicy = setPolicy
  }

  /** A window opens: before it is shown, so that it comes to the front. */
  opened(): void {
    this.#windows += 1
    this.#apply()
  }

  closed(): void {
    this.#windows -= 1
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#apply(), SETTLE_MS)
  }

  setAlways(always: boolean): void {
    this.#always = always
    this.#apply()
  }

  #apply(): void {
    clearTimeout(this.#timer)
    const wanted = this.#always || this.#windows > 0 ? 'regular' : 'accessory'
    if (wanted !== this.#policy) this.#setPolicy(wanted)
    this.#policy = wanted
  }
}
