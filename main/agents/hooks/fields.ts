/** Reads what an agent's hook was given, which is untrusted: a field that is not what it should be is as good as none. Pure. */

/** Text kept of one field; a person's prompt or a command may be very long. */
const MOST_TEXT = 4_000

export class Fields {
  readonly #values: Readonly<Record<string, unknown>>

  constructor(values: unknown) {
    this.#values = typeof values === 'object' && values !== null && !Array.isArray(values) ? (values as Record<string, unknown>) : {}
  }

  /** The text of a field, `''` for none. */
  text(name: string): string {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined
    return typeof value === 'string' ? value.slice(0, MOST_TEXT) : ''
  }

  number(name: string): number | null {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined
    return typeof value === 'number' && Number.isFinite(value) ? value : null
  }

  /** The fields of a field that is an object. */
  within(name: string): Fields {
    return new Fields(Object.hasOwn(this.#values, name) ? this.#values[name] : undefined)
  }

  list(name: string): readonly unknown[] {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined
    return Array.isArray(value) ? value : []
  }
}

/** What Scribe and the agents themselves put into prompts, which nobody has said. */
const INJECTED = /<(scribe-context|hook_context)\b[^>]*>[\s\S]*?<\/\1>/g

/** A prompt without what was injected into it. */
export function withoutInjected(text: string): string {
  return text.replace(INJECTED, '').trim()
}
