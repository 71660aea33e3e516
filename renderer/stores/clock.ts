/**
 * The one clock of a window. It runs only as often as something on show needs it and not at all while the window is
 * hidden; coming back sets it right at once.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Visibility {
  readonly hidden: boolean
  addEventListener(type: 'visibilitychange', listener: () => void): void
}

export class Clock {
  readonly store: StoreApi<{ readonly now: number }>
  readonly #read: () => number
  readonly #page: Visibility
  #timer: ReturnType<typeof setTimeout> | undefined
  #wait: number | null = null

  constructor(read: () => number, page: Visibility) {
    this.#read = read
    this.#page = page
    this.store = createStore(() => ({ now: read() }))
    page.addEventListener('visibilitychange', () => this.#changedVisibility())
  }

  /** Sets the clock right now. */
  touch(): void {
    this.store.setState({ now: this.#read() })
  }

  /** The next tick, in place of the one planned before. */
  plan(ms: number): void {
    clearTimeout(this.#timer)
    this.#wait = ms
    if (!this.#page.hidden) this.#timer = setTimeout(() => this.touch(), ms)
  }

  #changedVisibility(): void {
    clearTimeout(this.#timer)
    if (this.#page.hidden) return
    this.touch()
    if (this.#wait !== null) this.plan(this.#wait)
  }
}
