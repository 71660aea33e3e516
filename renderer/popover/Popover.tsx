/**
 * The popover: puts its blocks one under the other and owns what is between them (the open sheet, the note's target,
 * the way of the focus). What is shown is decided by `popoverView`, not here.
 */
import { type ReactElement, useRef, useState } from 'react'
import { noteTargets } from '../../shared/ui/noteTargets.ts'
import { startRefusal } from '../../shared/ui/startForm.ts'
import { t } from '../../shared/ui/text.ts'
import { type Stores, useDaemon, useNotes } from '../stores/stores.ts'
import { AlertStrip } from './AlertStrip.tsx'
import { FirstUse, NothingLive, Skeleton } from './EmptyStates.tsx'
import { ExcludeOffer } from './ExcludeOffer.tsx'
import { Footer } from './Footer.tsx'
import { Header } from './Header.tsx'
import { NoteBar } from './NoteBar.tsx'
import { SessionList } from './SessionList.tsx'
import { type ExcludeQuestion, excludeQuestion, type StartOpening, StartSheet } from './StartSheet.tsx'
import { ThroughputStrip } from './ThroughputStrip.tsx'
import { useDroppedFolder } from './useDroppedFolder.ts'
import { focusList, useAppFocus, useWindowKeys } from './useFocus.ts'
import { usePlaces } from './usePlaces.ts'
import { usePopoverView } from './usePopoverView.ts'

export function Popover({ stores }: { readonly stores: Stores }): ReactElement {
  const { bridge, actions } = stores
  const { state } = useDaemon(stores)
  const { drafts } = useNotes(stores)
  const view = usePopoverView(stores)
  const [sheet, setSheet] = useState<StartOpening | null>(null)
  const [question, setQuestion] = useState<ExcludeQuestion | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const note = useRef<HTMLTextAreaElement>(null)
  const startButton = useRef<HTMLButtonElement>(null)
  const targets = noteTargets(Object.values(state?.sessions ?? {}), drafts, chosen)
  const { enabled, rows, body } = view

  useAppFocus(bridge.shell)

  const openSheet = (cwd: string): void => setSheet({ cwd, refusal: null })
  const closeSheet = (asked: ExcludeQuestion | null = null): void => {
    setSheet(null)
    setQuestion(asked)
    requestAnimationFrame(() => startButton.current?.focus())
  }
  const chooseAndOpen = async (): Promise<void> => {
    const folder = await bridge.chooseFolder()
    if (folder !== null || bridge.shell === 'browser') openSheet(folder ?? '')
  }
  const startRecent = async (root: string): Promise<void> => {
    const reply = await bridge.call('session/start', { cwd: root })
    if (reply.ok) setQuestion(excludeQuestion(reply.result) ?? null)
    else setSheet({ cwd: root, refusal: startRefusal(reply.error) })
  }
  const startAnew = (): void => openSheet(newestRoot(view.recents))
  useWindowKeys({
    onStart: () => enabled && sheet === null && startAnew(),
    onDashboard: () => bridge.show('dashboard'),
    onSettings: () => bridge.show('settings'),
    onEscape: () => (sheet === null ? bridge.shell === 'app' && window.close() : closeSheet()),
  })

  useDroppedFolder(bridge, openSheet)
  usePlaces(bridge, note, {
    openSheet: (folder) => (folder === null ? startAnew() : openSheet(folder)),
    writeNote: (session, text) => {
      setSheet(null)
      const target = session ?? targets.target
      setChosen(target)
      if (target !== null && text !== null) stores.notes.write(target, joinedNote(drafts[target]?.text, text))
    },
  })

  const live = rows.filter((row) => row.verb !== null)
  const toggleAll = (): void => void (view.toggleAll === 'pause' ? actions.pauseAll(live.filter((row) => row.verb === 'pause')) : actions.resumeAll(live))
  return (
    <main className="popover" aria-label={t('app.name')} data-away={body !== 'loading' && !enabled}>
      {sheet === null ? (
        <>
          <Header
            view={view}
            demo={state?.daemon.demo === true}
            startButton={startButton}
            onToggleAll={toggleAll}
            onStart={startAnew}
            onMore={() => bridge.show('menu')}
          />
          {view.alert !== null && (
            <AlertStrip strip={view.alert} enabled={enabled} onAct={(action) => void actions.act(action)} onDismiss={(id) => void actions.dismiss(id)} />
          )}
          {question !== null && <ExcludeOffer stores={stores} {...question} onDone={() => setQuestion(null)} />}
          {view.throughput !== null && <ThroughputStrip throughput={view.throughput} />}
          <div className="body">
            {body === 'loading' && <Skeleton />}
            {body === 'firstUse' && (
              <FirstUse
                canChoose={bridge.shell === 'app'}
                enabled={enabled}
                button={startButton}
                onStart={() => void chooseAndOpen()}
                onWelcome={() => bridge.show('welcome')}
              />
            )}
            {body === 'nothingLive' && <NothingLive recents={view.recents} enabled={enabled} onStart={(root) => void startRecent(root)} />}
            {body === 'sessions' && (
              <SessionList
                rows={rows}
                enabled={enabled}
                actions={actions}
                bridge={bridge}
                onNote={(id) => {
                  setChosen(id)
                  note.current?.focus()
                }}
              />
            )}
          </div>
          {body === 'sessions' && <NoteBar stores={stores} targets={targets} enabled={enabled} field={note} onTarget={setChosen} onLeave={focusList} />}
        </>
      ) : (
        <StartSheet stores={stores} state={state} enabled={enabled} opening={sheet} onDone={closeSheet} />
      )}
      <Footer stores={stores} text={view.footer} />
    </main>
  )
}

/** What was half written stays. */
function joinedNote(before = '', dropped: string): string {
  return before === '' ? dropped : `${before}\n${dropped}`
}

function newestRoot(recents: readonly { readonly root: string }[]): string {
  return recents[0]?.root ?? ''
}
