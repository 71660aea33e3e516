/**
 * Bundles that a client's own memory has made, kept for all agents for a while: one slow rehydration serves everybody. In memory
 * only. Invariant: bounded in number and length; what has run out is gone.
 */
import { foreignLines } from './foreignText.ts'

const MOST_BUNDLES = 64
/** Lines of a bundle and their length; what goes into a view is cut further there. */
export const MEMORY_LIMITS = { lines: 200, characters: 400 } as const

export interface MemoryBundle {
  readonly text: string
  readonly meta: Readonly<Record<string, string | number | boolean>>
  /** Monotonic, ms. */
  readonly until: number
}

/** Whose bundle: of a session, for a role. */
export interface MemoryKey {
  readonly session: string
  readonly role: string
}

export class KeptMemory {
  readonly #bundles = new Map<string, MemoryBundle>()
  readonly #now: () => number
  #count = 0

  /** `now` is monotonic, ms. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Another number whenever a bundle was put. */
  get version(): number {
    return this.#count
  }

  put(key: MemoryKey, bundle: { readonly text: string; readonly meta: MemoryBundle['meta']; readonly ttlMs: number }): void {
    const { text, meta, ttlMs } = bundle
    const name = nameOf(key)
    this.#count += 1
    this.#bundles.delete(name)
    this.#bundles.set(name, { text: memoryText(text), meta, until: this.#now() + ttlMs })
    const [oldest] = this.#bundles.keys()
    if (this.#bundles.size > MOST_BUNDLES && oldest !== undefined) this.#bundles.delete(oldest)
  }

  get(key: MemoryKey): MemoryBundle | null {
    const bundle = this.#bundles.get(nameOf(key))
    if (bundle === undefined) return null
    if (bundle.until > this.#now()) return bundle
    this.#bundles.delete(nameOf(key))
    return null
  }
}

/** What a memory says, as lines of data. */
export function memoryText(text: string): string {
  return foreignLines(text.split('\n'), MEMORY_LIMITS).join('\n')
}

function nameOf({ session, role }: MemoryKey): string {
  return `${session}\0${role}`
}
