/** The global shortcuts the person has set. Owns which are registered; a refusal is told, never retried by itself. */
import type { GlobalShortcut } from 'electron'

export type ShortcutState = 'none' | 'active' | 'taken'

type Registry = Pick<GlobalShortcut, 'register' | 'unregister'>

export class Shortcut {
  readonly #registry: Registry
  readonly #pressed: () => void
  #keys = ''
  #state: ShortcutState = 'none'

  constructor(registry: Registry, pressed: () => void) {
    this.#registry = registry
    this.#pressed = pressed
  }

  get state(): ShortcutState {
    return this.#state
  }

  /** From now on these keys, or none for an empty text. Returns how that went. */
  set(keys: string): ShortcutState {
    if (keys === this.#keys && this.#state !== 'taken') return this.#state
    this.close()
    this.#keys = keys
    if (keys !== '') this.#state = this.#register(keys) ? 'active' : 'taken'
    return this.#state
  }

  /** Gives the keys back. Safe to call twice. */
  close(): void {
    if (this.#state === 'active') this.#registry.unregister(this.#keys)
    this.#keys = ''
    this.#state = 'none'
  }

  /** Keys the system does not know throw; that is no different from keys that are taken. */
  #register(keys: string): boolean {
    try {
      return this.#registry.register(keys, this.#pressed)
    } catch {
      return false
    }
  }
}
