/** A store with a long record in it: sessions, entries of a few kinds, words as they are spread in what people write. */
import { join } from 'node:path'
import { openStore, type Store } from '../main/store/store.ts'
import type { NewEntry } from '../main/store/storeProtocol.ts'
import type { EntryKind } from '../shared/domain/entry.ts'
import { sampleSession } from '../testing/sampleSession.ts'

export const STORE_WORKER = new URL('../main/store/storeWorker.ts', import.meta.url)
const AT_ONCE = 2_000
const START = Date.UTC(2026, 0, 1)

/** The most frequent first; behind them as many made ones as a project's prose has. */
const FREQUENT = [
  'the',
  'registry',
  'cache',
  'parser',
  'session',
  'worklog',
  'error',
  'commit',
  'branch',
  'file',
  'test',
  'socket',
  'event',
  'index',
  'thread',
  'window',
]
const VOCABULARY = 4_000
const SYLLABLES = ['ba', 'ke', 'li', 'mo', 'nu', 'pra', 'sto', 'ter', 'vin', 'wex', 'zal', 'dro']
const BEGINNINGS = ['Decision:', 'Idea:', 'TODO:', 'Fixed', 'Noticed that', 'Ran', 'Looked at', 'Blocked by']

/** The store, opened on a folder of its own. */
export function openGround(folder: string): Promise<Store> {
  return openStore(STORE_WORKER, join(folder, 'data'))
}

/** Adds `count` entries to a session, two lines each. `word` makes its own words rare. */
export async function fillSession(store: Store, id: string, { count, from = 0 }: { readonly count: number; readonly from?: number }): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - done)
    const entries = Array.from({ length: size }, (_, n) => entryOf(id, from + done + n))
    await store.run({ kind: 'record', records: [{ session: sampleSession({ id, backlog_id: `B-${id}`, entries: from + done + size }), changes: [], entries }] })
  }
}

/** Deterministic, and different for each number. Words come as often as their rank says (Zipf). */
export function entryOf(session_id: string, n: number): NewEntry {
  const kind: EntryKind = n % 9 === 0 ? 'commit' : n % 4 === 0 ? 'change' : 'note'
  const word = (salt: number): string => wordOf(share(n * 8 + salt))
  const told = `${word(1)} ${word(2)} ${word(3)} number ${n} of ${session_id}`
  const lines: Record<string, string[]> = {
    commit: [`- Commit ${(n * 7_919).toString(16).padStart(9, '0').slice(0, 9)}: ${told}`, `- ${word(4)}`],
    change: ['- Changes: 1 file(s)', `  - src/file-${n % 300}.ts`],
    note: [`- ${BEGINNINGS[n % BEGINNINGS.length]} ${told}`, `  and then ${word(5)} ${word(6)}`],
  }
  return { session_id, at: START + n * 1_000, kind, lines: lines[kind] ?? [] }
}

/** From 0 to 1, evenly, by a multiplicative hash. */
function share(n: number): number {
  return (Math.imul(n + 1, 2_654_435_761) >>> 0) / 2 ** 32
}

function wordOf(at: number): string {
  const rank = Math.floor(Math.exp(at * Math.log(VOCABULARY))) - 1
  const made = (n: number): string => [n % 12, Math.floor(n / 12) % 12, Math.floor(n / 144) % 12].map((index) => SYLLABLES[index] ?? '').join('')
  return FREQUENT[rank] ?? made(rank)
}
