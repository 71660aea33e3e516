/**
 * The ended sessions of a list, read in pages as somebody comes near them: there may be ten thousand, and the state holds the newest
 * few only. Owns which pages are there. Invariant: an answer to an older question is dropped.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Session } from '../../../shared/domain/session.ts'
import type { ScribeBridge } from '../../../shared/protocol/bridge.ts'
import type { ListView } from '../view.ts'
import type { Range } from '../virtual/virtualWindow.ts'

export const PAGE = 100
/** Pages kept at once; those farthest from what is looked at go first. */
const MOST_PAGES = 40

export interface PagesFacts {
  /** `null` until the daemon has answered. */
  readonly total: number | null
  readonly pages: ReadonlyMap<number, readonly Session[]>
  readonly failure: string | null
}

const NOTHING: PagesFacts = { total: null, pages: new Map(), failure: null }

export class SessionPages {
  readonly store: StoreApi<PagesFacts> = createStore<PagesFacts>(() => NOTHING)
  readonly #bridge: ScribeBridge
  readonly #list: ListView
  readonly #asked = new Set<number>()
  /** Rises with each refresh. */
  #life = 0
  #near: Range = { from: 0, to: PAGE }

  constructor(bridge: ScribeBridge, list: ListView) {
    this.#bridge = bridge
    this.#list = list
  }

  at(index: number): Session | undefined {
    return this.store.getState().pages.get(Math.floor(index / PAGE))?.[index % PAGE]
  }

  /** These rows are looked at; what is missing of them is fetched. */
  need(range: Range): void {
    // Before the first answer there are no rows, and yet something is looked at.
    this.#near = range.to > range.from ? range : { from: range.from, to: range.from + 1 }
    if (this.#life === 0) return
    for (let page = Math.floor(range.from / PAGE); page * PAGE < this.#near.to; page++) void this.#read(page)
  }

  /** Begins; or sessions have ended, or were taken away: what is looked at is asked for anew and stays on show meanwhile. */
  refresh(): void {
    this.#life++
    this.#asked.clear()
    this.need(this.#near)
  }

  async #read(page: number): Promise<void> {
    if (this.#asked.has(page)) return
    this.#asked.add(page)
    const life = this.#life
    const reply = await this.#bridge.call('session/list', { ...this.#filter(), offset: page * PAGE, limit: PAGE, order: 'activity', archived: true })
    if (life !== this.#life) return
    if (!reply.ok) {
      this.#asked.delete(page)
      return this.store.setState({ failure: reply.error.message })
    }
    const { sessions, total } = reply.result
    const fresh = [...this.store.getState().pages].filter(([index]) => this.#asked.has(index))
    this.store.setState({ total, failure: null, pages: this.#nearest(new Map([...fresh, [page, sessions]])) })
  }

  #filter(): { readonly state: ('completed' | 'interrupted')[]; readonly repo?: string } {
    if (this.#list.kind === 'repository') return { state: ['completed', 'interrupted'], repo: this.#list.root }
    const { group } = this.#list
    return { state: group === 'completed' || group === 'interrupted' ? [group] : [] }
  }

  #nearest(pages: ReadonlyMap<number, readonly Session[]>): ReadonlyMap<number, readonly Session[]> {
    const middle = (this.#near.from + this.#near.to) / 2 / PAGE
    const kept = [...pages].sort(([a], [b]) => Math.abs(a - middle) - Math.abs(b - middle))
    for (const [page] of kept.slice(MOST_PAGES)) this.#asked.delete(page)
    return new Map(kept.slice(0, MOST_PAGES))
  }
}
