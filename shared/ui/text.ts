/**
 * The words of every window, from catalogues, by meaning; a window with many of its own has a catalogue beside its code, so that others
 * need not load it. `{name}` is filled in; a message with `one` and `other` is chosen by `count`. Arguments are filled in once and never
 * read as patterns, so hostile text stays text.
 */
import en from './i18n/en.json' with { type: 'json' }

export type MessageKey = keyof typeof en
export type MessageArgs = Readonly<Record<string, string | number>>
type Message = string | { readonly one: string; readonly other: string }

const LOCALE = 'en'
const plurals = new Intl.PluralRules(LOCALE)
const numbers = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 })

/** Gives the message in the person's language. A placeholder without an argument stays empty; an unknown key shows itself. */
export function translator<K extends string>(catalogue: Readonly<Record<K, Message>>): (key: K, args?: MessageArgs) => string {
  return (key, args = {}) => {
    // Keys made of a code (`alert.…`) can come from a newer daemon than this page.
    const message: Message = Object.hasOwn(catalogue, key) ? catalogue[key] : key
    const pattern = typeof message === 'string' ? message : message[plurals.select(Number(args.count)) === 'one' ? 'one' : 'other']
    return pattern.replace(/\{(\w+)\}/g, (_whole, name: string) => worded(args[name]))
  }
}

/** The words that more than one window needs. */
export const t = translator<MessageKey>(en)

/** Parts of one line, such as "1 paused · 1 needs attention". */
export function joined(parts: readonly string[], separator: 'separator.dot' | 'separator.comma'): string {
  return parts.filter((part) => part !== '').join(t(separator))
}

function worded(value: string | number | undefined): string {
  return typeof value === 'number' ? numbers.format(value) : (value ?? '')
}
