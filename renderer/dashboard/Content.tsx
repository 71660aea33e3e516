/** What stands below the toolbar, by the view: a list, a session, both beside each other, the search, or what another folder brings. */
import { type ReactElement, useCallback, useSyncExternalStore } from 'react'
import type { Session } from '../../shared/domain/session.ts'
import { plainText } from '../../shared/ui/format.ts'
import { type Stores, useDaemon, useNow } from '../stores/stores.ts'
import { Bones, Nothing } from './parts/Blank.tsx'
import { PLUGS } from './plugs.tsx'
import { StandupView } from './StandupView.tsx'
import { SearchView } from './search/SearchView.tsx'
import type { Hit, SearchModel } from './search/searchModel.ts'
import { SessionPane } from './session/SessionPane.tsx'
import { SessionList } from './sessions/SessionList.tsx'
import { t } from './text.ts'
import type { ListView, View } from './view.ts'

/** Where three columns have room. */
const WIDE = matchMedia('(width >= 1000px)')

export interface ContentProps {
  readonly stores: Stores
  readonly view: View
  readonly list: ListView
  /** The one that is open; `failure` says why there is none. */
  readonly session: Session | null
  readonly failure: string | null
  /** The session looked at last. */
  readonly near: Session | null
  readonly words: readonly string[]
  readonly search: SearchModel
  readonly onOpen: (view: View, instead?: boolean) => void
  readonly onHit: (hit: Hit) => void
  /** Opens the sheet, for a folder where one was chosen. */
  readonly onStart: (cwd?: string) => void
}

export function Content(props: ContentProps): ReactElement {
  const { stores, view, near, search, onOpen, onHit } = props
  const { state } = useDaemon(stores)
  const now = useNow(stores)
  const Plug = PLUGS[view.kind]
  if (view.kind === 'search')
    return (
      <SearchView
        model={search}
        now={now}
        query={view.query}
        session={view.session}
        near={near === null ? null : { id: near.id, backlogId: plainText(near.backlog_id, 60) }}
        onSearch={(query, session) => onOpen({ kind: 'search', query, session })}
        onHit={onHit}
      />
    )
  if (view.kind === 'standup') return <StandupView stores={stores} onOpen={onOpen} />
  if (Plug !== undefined) return <Plug stores={stores} view={view} open={onOpen} />
  const isFirstUse = state !== null && state.repositories.length === 0 && Object.keys(state.sessions).length === 0
  if (isFirstUse && view.kind === 'sessions') return <FirstUse {...props} />
  return <Columns {...props} />
}

function Columns({ stores, view, list, session, failure, words, onOpen }: ContentProps): ReactElement {
  const isWide = useSyncExternalStore(onWidth, () => WIDE.matches)
  const tab = view.kind === 'session' ? view.tab : 'timeline'
  const openSession = useCallback(
    ({ id }: Session, by: 'pointer' | 'keys') => onOpen({ kind: 'session', id, tab }, by === 'keys' && view.kind === 'session'),
    [onOpen, tab, view.kind],
  )
  const isList = view.kind !== 'session'
  return (
    <>
      {(isList || isWide) && (
        <section className="list-column" aria-label={t('list.name')}>
          <SessionList
            key={JSON.stringify(list)}
            stores={stores}
            list={list}
            current={view.kind === 'session' ? view.id : null}
            onOpen={openSession}
            onEnter={() => document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus()}
          />
        </section>
      )}
      {view.kind === 'session' && (
        <section className="detail-column" aria-label={session === null ? t('loading') : plainText(session.backlog_id, 60)}>
          {session !== null && <SessionPane stores={stores} session={session} view={view} words={words} onOpen={onOpen} />}
          {session === null && (failure === null ? <Bones /> : <Nothing text={failure} />)}
        </section>
      )}
      {isList && isWide && (
        <section className="detail-column" aria-label={t('view.noSession')}>
          <Nothing text={t('view.noSession')} />
        </section>
      )}
    </>
  )
}

function FirstUse({ stores, onStart }: ContentProps): ReactElement {
  const { bridge } = stores
  const choose = async (): Promise<void> => {
    const folder = await bridge.chooseFolder()
    if (folder !== null || bridge.shell === 'browser') onStart(folder ?? '')
  }
  const label = t(bridge.shell === 'app' ? 'firstUse.choose' : 'firstUse.start')
  return <Nothing text={t('dashboard.firstUse')} hint={t('dashboard.firstUseTerminal')} action={{ label, run: () => void choose() }} />
}

function onWidth(tell: () => void): () => void {
  WIDE.addEventListener('change', tell)
  return () => WIDE.removeEventListener('change', tell)
}
