/** Starting a session, over the dashboard: the popover's sheet in a dialog of the window. Escape puts it away and gives the focus back. */
import { type ReactElement, useEffect, useRef } from 'react'
import { type ExcludeQuestion, StartSheet } from '../popover/StartSheet.tsx'
import { type Stores, useDaemon } from '../stores/stores.ts'
import { t } from './text.ts'

export interface StartDialogProps {
  readonly stores: Stores
  /** Folder it begins with. */
  readonly cwd: string
  /** `session` is the one that was started, if one was. */
  readonly onDone: (session: string | null, exclude: ExcludeQuestion | null) => void
}

export function StartDialog({ stores, cwd, onDone }: StartDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const started = useRef<string | null>(null)
  const { state, link } = useDaemon(stores)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className="dialog" aria-label={t('start.title')} onClose={() => onDone(null, null)}>
      <StartSheet
        stores={stores}
        state={state}
        enabled={link === 'up'}
        opening={{ cwd, refusal: null }}
        onStarted={(session) => {
          started.current = session
        }}
        onDone={(exclude) => onDone(started.current, exclude ?? null)}
      />
    </dialog>
  )
}
