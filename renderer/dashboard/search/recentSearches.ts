/** What was searched for before and led somewhere; kept in the browser's storage, newest first. */

const KEY = 'dashboard.searches'
const MOST = 8
const LONGEST = 200

export interface Storage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

/** Anything that is no list of words is none. */
export function recentSearches(storage: Storage): string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string' && text !== '' && text.length <= LONGEST).slice(0, MOST) : []
  } catch {
    return []
  }
}

export function rememberSearch(storage: Storage, text: string): void {
  const said = text.trim().slice(0, LONGEST)
  if (said === '') return
  keep(storage, [said, ...recentSearches(storage).filter((other) => other !== said)].slice(0, MOST))
}

export function forgetSearches(storage: Storage): void {
  keep(storage, [])
}

/** A storage that is full costs the memory, nothing else. */
function keep(storage: Storage, searches: readonly string[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(searches))
  } catch {}
}
