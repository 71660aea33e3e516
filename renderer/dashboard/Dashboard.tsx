/**
 * The dashboard: sidebar, toolbar and what is looked at. Owns where one is (`useWay`) and the columns; wide windows show the list
 * beside the session, narrow ones one after the other. What is shown comes from the daemon each time.
 */
import { type ReactElement, useEffect, useSyncExternalStore } from 'react'
import type { Session } from '../../shared/domain/session.ts'
import { byLastActivity } from '../../shared/ui/dashboardRows.ts'
import { t } from '../../shared/ui/text.ts'
import { type Stores, useDaemon, useNow } from '../stores/stores.ts'
import { PLUGS } from './plugs.tsx'
import { SessionList } from './SessionList.tsx'
import { SessionPane } from './SessionPane.tsx'
import { Sidebar } from './Sidebar.tsx'
import { sidebarSections } from './sidebar.ts'
import { Toolbar } from './Toolbar.tsx'
import { titlesOf } from './titles.ts'
import { useSidebar, useWay } from './useWay.ts'
import { isIn, type ListView, listBehind, type View, type ViewKind } from './view.ts'

/** Where three columns have room. */
const WIDE = matchMedia('(width >= 1000px)')
const OWN: readonly ViewKind[] = ['sessions', 'session', 'repository', 'search']
const isThere = (kind: ViewKind): boolean => OWN.includes(kind) || PLUGS[kind] !== undefined

export function Dashboard({ stores }: { readonly stores: Stores }): ReactElement {
  const { state } = useDaemon(stores)
  const now = useNow(stores)
  const { way, open, back, forward } = useWay(({ kind }) => isThere(kind))
  const [hasSidebar, toggleSidebar] = useSidebar()
  const isWide = useSyncExternalStore(onWidth, () => WIDE.matches)
  const view = way.now
  const session = view.kind === 'session' ? (state?.sessions[view.id] ?? null) : null
  const list = listBehind(way, session)
  const titles = titlesOf(view, { state, session, now })
  const lit = view.kind === 'session' ? list : view
  useEffect(() => {
    document.title = titles.title === '' ? t('app.name') : titles.title
  }, [titles.title])
  return (
    <div className="dashboard">
      {hasSidebar && <Sidebar sections={sidebarSections(state, isThere, {})} current={lit} onOpen={open} />}
      <div className="stage">
        <Toolbar
          {...titles}
          canGoBack={way.past.length > 0}
          canGoForward={way.future.length > 0}
          hasSidebar={hasSidebar}
          onSidebar={toggleSidebar}
          onBack={back}
          onForward={forward}
        >
          {null}
        </Toolbar>
        <main className="columns" aria-label={titles.title || t('app.name')}>
          <Content stores={stores} view={view} list={list} isWide={isWide} session={session} onOpen={open} />
        </main>
      </div>
    </div>
  )
}

interface ContentProps {
  readonly stores: Stores
  readonly view: View
  readonly list: ListView
  readonly isWide: boolean
  readonly session: Session | null
  readonly onOpen: (view: View) => void
}

function Content({ stores, view, list, isWide, session, onOpen }: ContentProps): ReactElement {
  const Plug = PLUGS[view.kind]
  if (Plug !== undefined) return <Plug stores={stores} view={view} open={onOpen} />
  const isList = view.kind === 'sessions' || view.kind === 'repository'
  return (
    <>
      {(isList || isWide) && <ListColumn stores={stores} list={list} current={session?.id ?? null} onOpen={onOpen} />}
      {!isList && (
        <section className="detail-column">
          {view.kind === 'session' && session !== null && <SessionPane session={session} view={view} onOpen={onOpen} />}
        </section>
      )}
      {isList && isWide && <p className="nothing">{t('view.noSession')}</p>}
    </>
  )
}

interface ListColumnProps {
  readonly stores: Stores
  readonly list: ListView
  readonly current: string | null
  readonly onOpen: (view: View) => void
}

function ListColumn({ stores, list, current, onOpen }: ListColumnProps): ReactElement {
  const { state } = useDaemon(stores)
  const now = useNow(stores)
  const sessions = Object.values(state?.sessions ?? {})
    .filter((session) => isIn(list, session))
    .sort(byLastActivity)
  const empty = list.kind === 'repository' ? t('empty.sessions.repository') : t(`empty.sessions.${list.group}`)
  return (
    <section className="list-column">
      <SessionList
        sessions={sessions}
        alerts={state?.alerts ?? []}
        now={now}
        current={current}
        empty={empty}
        onOpen={({ id }) => onOpen({ kind: 'session', id, tab: 'info' })}
      />
    </section>
  )
}

function onWidth(tell: () => void): () => void {
  WIDE.addEventListener('change', tell)
  return () => WIDE.removeEventListener('change', tell)
}
