/** The sessions of a list as rows by number: the live ones from the state, sorted, and behind them the ended ones, page by page. */
import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { isLive, type Session } from '../../../shared/domain/session.ts'
import type { AppState } from '../../../shared/state/appState.ts'
import { byLastActivity } from '../../../shared/ui/dashboardRows.ts'
import { type HeldOrder, useHeldOrder } from '../../popover/useHeldOrder.ts'
import { type Stores, useDaemon } from '../../stores/stores.ts'
import { isIn, type ListView } from '../view.ts'
import type { Range } from '../virtual/virtualWindow.ts'
import { PAGE, type PagesFacts, SessionPages } from './sessionPages.ts'

export interface SessionRows {
  readonly count: number
  /** `undefined` while its page is under way. */
  readonly at: (index: number) => Session | undefined
  /** Among those that are there; -1 for another. */
  readonly indexOf: (id: string) => number
  readonly need: (range: Range) => void
  readonly isLoading: boolean
  readonly failure: string | null
  /** For the element that holds the rows: nothing moves under a pointer or a focus. */
  readonly hold: HeldOrder<Session>['hold']
}

/** For lists without ended sessions; asks for nothing. */
const NO_PAGES = { store: createStore<PagesFacts>(() => ({ total: 0, pages: new Map(), failure: null })) }

export function useSessionList(stores: Stores, list: ListView): SessionRows {
  const { state, link } = useDaemon(stores)
  const key = JSON.stringify(list)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the list.
  const pages = useMemo(() => (hasEnded(list) ? new SessionPages(stores.bridge, list) : null), [stores.bridge, key])
  const { rows: live, hold } = useHeldOrder(liveOf(state, list))
  const facts = useStore((pages ?? NO_PAGES).store)
  const ended = endedOf(state, list)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other ended sessions, or a daemon that is back, mean other pages.
  useEffect(() => {
    if (link === 'up') pages?.refresh()
  }, [pages, ended, link])
  const total = facts.total ?? 0
  const at = (index: number): Session | undefined => {
    const found = live[index] ?? pages?.at(index - live.length)
    return found === undefined ? undefined : (state?.sessions[found.id] ?? found)
  }
  const indexOf = (id: string): number => {
    const there = live.findIndex((session) => session.id === id)
    if (there !== -1) return there
    for (const [page, sessions] of facts.pages) {
      const place = sessions.findIndex((session) => session.id === id)
      if (place !== -1) return live.length + page * PAGE + place
    }
    return -1
  }
  return {
    ...{ count: live.length + total, at, indexOf, hold },
    need: (range) => pages?.need({ from: Math.max(0, range.from - live.length), to: Math.max(0, range.to - live.length) }),
    isLoading: state === null || (pages !== null && facts.total === null && facts.failure === null),
    failure: facts.failure,
  }
}

function hasEnded(list: ListView): boolean {
  return list.kind === 'repository' || list.group === 'completed' || list.group === 'interrupted'
}

function liveOf(state: AppState | null, list: ListView): Session[] {
  return Object.values(state?.sessions ?? {})
    .filter((session) => isLive(session) && isIn(list, session))
    .sort(byLastActivity)
}

/** Changes whenever a session joins or leaves the ended ones. */
function endedOf(state: AppState | null, list: ListView): string {
  const ended = Object.values(state?.sessions ?? {}).filter((session) => !isLive(session) && isIn(list, session))
  return ended.map(({ id }) => id).join(' ')
}
