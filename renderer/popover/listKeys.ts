/** What a key means while the focus is in the list of sessions. Pure. Single letters count only there. */

export type ListOrder = 'previous' | 'next' | 'first' | 'last' | 'into' | 'outOf' | 'toggle' | 'stop' | 'note' | 'open' | 'close'

export interface Key {
  readonly key: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  /** The focus is on the row itself, not on a button in it. */
  readonly onRow: boolean
}

const PLAIN: Readonly<Record<string, ListOrder>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  Home: 'first',
  End: 'last',
  ArrowRight: 'into',
  ArrowLeft: 'outOf',
  p: 'toggle',
  P: 'toggle',
  n: 'note',
  N: 'note',
  '/': 'note',
  Escape: 'close',
}

/** The order, or `null` when the key means nothing here. Space on a button is that button's own. */
export function listOrder({ key, metaKey, ctrlKey, altKey, onRow }: Key): ListOrder | null {
  if (altKey) return null
  if (metaKey || ctrlKey) return key === '.' ? 'stop' : null
  if (key === ' ') return onRow ? 'toggle' : null
  if (key === 'Enter') return onRow ? 'open' : null
  return Object.hasOwn(PLAIN, key) ? (PLAIN[key] ?? null) : null
}
