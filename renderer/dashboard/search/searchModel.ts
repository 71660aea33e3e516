/**
 * The search of this window: what was asked last, what was found, which result is current. Owns waiting until typing pauses.
 * Invariant: an answer to anything but the last question is dropped, so what is on show belongs to the words in the field.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ScribeBridge } from '../../../shared/protocol/bridge.ts'
import type { CommandOutput } from '../../../shared/protocol/commands.ts'
import { readQuery, type SearchAsked } from './searchQuery.ts'

export type Hit = CommandOutput<'worklog/search'>['hits'][number]

export interface SearchFacts {
  /** What the results are for; `null` before the first answer and where nothing was asked. */
  readonly answered: { readonly text: string; readonly session: string | null } | null
  readonly hits: readonly Hit[]
  readonly more: boolean
  /** Place of the current result. */
  readonly active: number
  readonly words: readonly string[]
  readonly failure: string | null
}

export interface SearchParts {
  readonly bridge: Pick<ScribeBridge, 'call'>
  readonly now: () => number
  /** Runs after a wait (ms); returns how to cancel it. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** Typing has paused for so long. */
const PAUSE_MS = 80

const NOTHING: SearchFacts = { answered: null, hits: [], more: false, active: 0, words: [], failure: null }

export class SearchModel {
  readonly store: StoreApi<SearchFacts> = createStore<SearchFacts>(() => NOTHING)
  readonly #parts: SearchParts
  #cancel: () => void = () => undefined
  /** Rises with each question. */
  #life = 0
  #asked = ''

  constructor(parts: SearchParts) {
    this.#parts = parts
  }

  /** What is looked for is this now. The same again asks nothing. */
  look(text: string, session: string | null): void {
    const key = `${session ?? ''}\n${text}`
    if (key === this.#asked) return
    this.#asked = key
    this.#life++
    this.#cancel()
    const { asked, words } = readQuery(text, session, this.#parts.now())
    if (asked === null) return this.store.setState(NOTHING)
    const life = this.#life
    this.#cancel = this.#parts.after(PAUSE_MS, () => void this.#ask({ asked, words, answered: { text, session } }, life))
  }

  /** One result on or back, as far as there are any. */
  move(step: 1 | -1): void {
    this.store.setState(({ active, hits }) => ({ active: Math.max(0, Math.min(active + step, hits.length - 1)) }))
  }

  async #ask({ asked, words, answered }: Pick<SearchFacts, 'words' | 'answered'> & { readonly asked: SearchAsked }, life: number): Promise<void> {
    const reply = await this.#parts.bridge.call('worklog/search', asked)
    if (life !== this.#life) return
    if (!reply.ok) return this.store.setState({ ...NOTHING, words, answered, failure: reply.error.message })
    this.store.setState({ answered, words, hits: grouped(reply.result.hits), more: reply.result.more, active: 0, failure: null })
  }
}

/** Those of one session stand together, where its newest is; what came first stays first. */
function grouped(hits: readonly Hit[]): Hit[] {
  const groups = new Map<string, Hit[]>()
  for (const hit of hits) groups.set(hit.session_id, [...(groups.get(hit.session_id) ?? []), hit])
  return [...groups.values()].flat()
}
