/**
 * The dashboard: sidebar, toolbar and what is looked at. Owns where one is (`useWay`), the search and the open dialog; wide windows show
 * the list beside the session, narrow ones one after the other. What is shown comes from the daemon each time.
 */
import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { nextTickIn } from '../../shared/ui/nextTick.ts'
import { ExcludeOffer } from '../popover/ExcludeOffer.tsx'
import type { ExcludeQuestion } from '../popover/StartSheet.tsx'
import { type Stores, useDaemon, useNow } from '../stores/stores.ts'
import { Content } from './Content.tsx'
import { Notices } from './Notices.tsx'
import { PLUGS } from './plugs.tsx'
import { SessionActionsBar } from './SessionActionsBar.tsx'
import { Sidebar } from './Sidebar.tsx'
import { StartDialog } from './StartDialog.tsx'
import { rememberSearch } from './search/recentSearches.ts'
import { SearchField } from './search/SearchField.tsx'
import { type Hit, SearchModel } from './search/searchModel.ts'
import { sidebarSections } from './sidebar.ts'
import { Toolbar } from './Toolbar.tsx'
import { t } from './text.ts'
import { titlesOf } from './titles.ts'
import { useEndedCounts } from './useEndedCounts.ts'
import { useSession } from './useSession.ts'
import { useSidebar, useWay } from './useWay.ts'
import { useWindowKeys } from './useWindowKeys.ts'
import { listBehind, sessionBehind, type ViewKind } from './view.ts'

const OWN: readonly ViewKind[] = ['sessions', 'session', 'repository', 'search', 'standup']
const isThere = (kind: ViewKind): boolean => OWN.includes(kind) || PLUGS[kind] !== undefined

export function Dashboard({ stores }: { readonly stores: Stores }): ReactElement {
  const { bridge } = stores
  const { state, link } = useDaemon(stores)
  const now = useNow(stores)
  const { way, open, back, forward } = useWay(({ kind }) => isThere(kind))
  const [hasSidebar, toggleSidebar] = useSidebar()
  const [starting, setStarting] = useState<string | null>(null)
  const [question, setQuestion] = useState<ExcludeQuestion | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const search = useMemo(() => new SearchModel({ bridge, now: () => Date.now(), after: cancellable }), [bridge])
  const { words } = useStore(search.store)
  const view = way.now
  const near = useSession(stores, sessionBehind(way)).session
  const { session, failure } = useSession(stores, view.kind === 'session' ? view.id : null)
  const list = listBehind(way, session)
  const titles = titlesOf(view, { state, session, now })
  const sections = sidebarSections(state, isThere, useEndedCounts(stores))
  const start = (cwd = state?.repositories[0]?.root ?? ''): void => setStarting(cwd)
  const look = (query: string, within: string | null = near?.id ?? null): void =>
    open({ kind: 'search', query, session: view.kind === 'search' ? view.session : within })
  const openHit = (hit: Hit): void => {
    if (view.kind === 'search') rememberSearch(localStorage, view.query)
    open({ kind: 'session', id: hit.session_id, tab: hit.seq === null ? 'summary' : 'timeline', ...(hit.seq === null ? {} : { seq: hit.seq }) })
  }
  useTicking(stores)
  useEffect(() => {
    document.title = titles.title === '' ? t('app.name') : titles.title
  }, [titles.title])
  useWindowKeys({
    onPlace: (index) => {
      const item = sections.flatMap(({ items }) => items)[index]
      if (item !== undefined) open(item.view)
    },
    onBack: back,
    onForward: forward,
    onSidebar: toggleSidebar,
    onSearch: () => {
      if (view.kind !== 'search') look('')
      field.current?.focus()
      field.current?.select()
    },
    onStart: () => link === 'up' && start(),
    onSettings: () => bridge.show('settings'),
  })
  return (
    <div className="dashboard" data-away={state !== null && link !== 'up'}>
      {hasSidebar && <Sidebar sections={sections} current={view.kind === 'session' ? list : view} onOpen={open} />}
      <div className="stage">
        <Toolbar
          {...{ ...titles, hasSidebar }}
          canGoBack={way.past.length > 0}
          canGoForward={way.future.length > 0}
          onSidebar={toggleSidebar}
          onBack={back}
          onForward={forward}
        >
          <button type="button" className="bezel" aria-disabled={link !== 'up'} onClick={() => link === 'up' && start()}>
            {t('header.start')}
          </button>
          {session !== null && <SessionActionsBar stores={stores} session={session} enabled={link === 'up'} />}
          <SearchField
            model={search}
            field={field}
            query={view.kind === 'search' ? view.query : null}
            session={view.kind === 'search' ? view.session : null}
            onQuery={look}
            onHit={openHit}
            onLeave={() => {
              field.current?.blur()
              if (view.kind === 'search') back()
            }}
          />
        </Toolbar>
        <Notices stores={stores} />
        {question !== null && <ExcludeOffer stores={stores} {...question} onDone={() => setQuestion(null)} />}
        <main className="columns" aria-label={titles.title || t('app.name')}>
          <Content {...{ stores, view, list, session, failure, near, words, search }} onOpen={open} onHit={openHit} onStart={start} />
        </main>
      </div>
      {starting !== null && (
        <StartDialog
          stores={stores}
          cwd={starting}
          onDone={(started, exclude) => {
            setStarting(null)
            setQuestion(exclude)
            if (started !== null) open({ kind: 'session', id: started, tab: 'timeline' })
          }}
        />
      )}
    </div>
  )
}

/** The clock runs as often as something live on show needs it. */
function useTicking(stores: Stores): void {
  const { state } = useDaemon(stores)
  const now = useNow(stores)
  const next = nextTickIn(Object.values(state?.sessions ?? {}), now, Object.values(stores.actions.store.getState().undoUntil))
  // A new moment needs a new tick even if it is as far away as the last one was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` stands for that moment.
  useEffect(() => stores.clock.plan(next), [stores, next, now])
}

function cancellable(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
