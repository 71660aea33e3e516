/**
 * Next steps that the person has ticked off. Kept in this browser alone, by the session and the words; the worklog is not touched, since it
 * tells what was, not what is wanted. Bounded; what cannot be read counts as nothing.
 */
const KEY = 'scribe.checked'
const MOST = 500

export function readChecked(storage: Pick<Storage, 'getItem'>): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((key): key is string => typeof key === 'string').slice(-MOST) : [])
  } catch {
    return new Set()
  }
}

/** With `key` ticked, or no longer; kept at once. */
export function withChecked(storage: Pick<Storage, 'setItem'>, before: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const after = before.has(key) ? [...before].filter((each) => each !== key) : [...before, key].slice(-MOST)
  storage.setItem(KEY, JSON.stringify(after))
  return new Set(after)
}

export function keyOf(sessionId: string, text: string): string {
  return `${sessionId} ${text}`.slice(0, 300)
}
