/**
 * Starting a session, in place of the list. Owns what is being filled in; what the fields mean and what is sent stands
 * in `startForm`. A refusal of the daemon is shown in its own words under the field it is about.
 */
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { PRIORITIES, SESSION_TYPES } from '../../shared/domain/session.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { plainText } from '../../shared/ui/format.ts'
import { type StartField, type StartRefusal, type StartWishes, startDefaults, startInput, startRefusal } from '../../shared/ui/startForm.ts'
import { t } from '../../shared/ui/text.ts'
import { Field } from '../components/Field.tsx'
import { IconButton } from '../components/IconButton.tsx'
import type { Stores } from '../stores/stores.ts'
import { RepositoryField } from './RepositoryField.tsx'
import { SelectField } from './SelectField.tsx'

/** A session that was the first of its repository, where Git does not ignore what Scribe writes. */
export interface ExcludeQuestion {
  readonly cwd: string
  readonly backlogId: string
}

/** With what the sheet opens. */
export interface StartOpening {
  readonly cwd: string
  readonly refusal: StartRefusal | null
}

export interface StartSheetProps {
  readonly stores: Stores
  readonly state: AppState | null
  readonly enabled: boolean
  readonly opening: StartOpening
  /** `exclude` names the session whose repository's commits would hold what Scribe writes: the person is asked. */
  readonly onDone: (exclude?: ExcludeQuestion) => void
  /** Told the session before `onDone` is. */
  readonly onStarted?: (session: string) => void
}

export function StartSheet({ stores, state, enabled, opening, onDone, onStarted }: StartSheetProps): ReactElement {
  const { bridge } = stores
  const first = useRef<HTMLSelectElement & HTMLInputElement>(null)
  const [wishes, setWishes] = useState<StartWishes>({ cwd: opening.cwd, backlogId: '', type: null, priority: null, idleMinutes: null })
  const [refusal, setRefusal] = useState(opening.refusal)
  const [isStarting, setStarting] = useState(false)
  const atLimit = useLimit(bridge, state)
  const defaults = startDefaults(state, wishes.cwd, wishes.backlogId)
  const set = (differences: Partial<StartWishes>): void => setWishes((before) => ({ ...before, ...differences }))
  const errorOf = (field: StartField): string | null => (refusal?.field === field ? refusal.text : null)
  const chooseFolder = async (): Promise<void> => {
    const folder = await bridge.chooseFolder()
    if (folder !== null) set({ cwd: folder })
  }
  const submit = async (onLimit?: OnLimit): Promise<void> => {
    const input = startInput(wishes)
    if ('field' in input) return setRefusal(input)
    if (!enabled || isStarting) return
    setStarting(true)
    const reply = await bridge.call('session/start', onLimit === undefined ? input : { ...input, on_limit: onLimit })
    setStarting(false)
    if (!reply.ok) return setRefusal(startRefusal(reply.error))
    onStarted?.(reply.result.session.id)
    onDone(excludeQuestion(reply.result))
  }
  useEffect(() => first.current?.focus(), [])

  return (
    <form className="sheet" aria-label={t('start.title')} onSubmit={submitted(submit)}>
      <div className="sheet-title">
        <IconButton icon="back" name={t('start.back')} onPress={() => onDone()} />
        <h1>{t('start.title')}</h1>
      </div>
      <div className="fields">
        <RepositoryField
          repositories={state?.repositories ?? []}
          cwd={wishes.cwd}
          error={errorOf('cwd')}
          first={first}
          onChange={(cwd) => set({ cwd })}
          {...(bridge.shell === 'app' ? { onChooseFolder: () => void chooseFolder() } : {})}
        />
        <Field label={t('start.backlogId')} error={errorOf('backlogId')}>
          {(control) => (
            <input
              {...control}
              type="text"
              spellCheck={false}
              autoComplete="off"
              placeholder={t('start.backlogHint')}
              value={wishes.backlogId}
              onChange={(event) => set({ backlogId: event.target.value })}
            />
          )}
        </Field>
        <SelectField
          label={t('start.type')}
          value={wishes.type ?? defaults.type}
          options={SESSION_TYPES}
          nameOf={(type) => t(`type.${type}`)}
          onChange={(type) => set({ type })}
        />
        <SelectField
          label={t('start.priority')}
          value={wishes.priority ?? defaults.priority}
          options={PRIORITIES}
          nameOf={(priority) => t(`priority.${priority}`)}
          onChange={(priority) => set({ priority })}
        />
        <Field label={t('start.idle')} error={errorOf('idleMinutes')} hint={t('start.idleHint')}>
          {(control) => (
            <>
              <input
                {...control}
                className="short"
                type="text"
                inputMode="numeric"
                autoComplete="off"
                value={wishes.idleMinutes ?? defaults.idleMinutes}
                onChange={(event) => set({ idleMinutes: event.target.value })}
              />
              <span>{t('start.idleUnit')}</span>
            </>
          )}
        </Field>
        {atLimit !== '' && refusal === null && <p className="hint">{atLimit}</p>}
        {errorOf('form') !== null && (
          <p className="error" role="alert">
            {errorOf('form')}
          </p>
        )}
        {refusal?.leastRecent !== undefined && <AtLimit leastRecent={refusal.leastRecent} onChoose={(onLimit) => void submit(onLimit)} />}
      </div>
      <div className="buttons">
        <button type="button" className="bezel" onClick={() => onDone()}>
          {t('start.cancel')}
        </button>
        <button type="submit" className="default" aria-disabled={!enabled || isStarting} aria-busy={isStarting}>
          {t('start.start')}
        </button>
      </div>
    </form>
  )
}

type OnLimit = 'queue' | 'stopLeastRecent'

function submitted(submit: () => Promise<void>): (event: FormEvent) => void {
  return (event) => {
    event.preventDefault()
    void submit()
  }
}

/** What can be done where as many sessions record as may. */
function AtLimit({ leastRecent, onChoose }: { readonly leastRecent: string; readonly onChoose: (onLimit: OnLimit) => void }): ReactElement {
  return (
    <div className="choices">
      <button type="button" className="bezel" onClick={() => onChoose('queue')}>
        {t('start.queue')}
      </button>
      <button type="button" className="bezel" onClick={() => onChoose('stopLeastRecent')}>
        {t('start.stopLeastRecent', { id: plainText(leastRecent) })}
      </button>
    </div>
  )
}

/** What to ask after a start, `undefined` if nothing. */
export function excludeQuestion({ exclude, session }: CommandOutput<'session/start'>): ExcludeQuestion | undefined {
  return exclude === 'offered' ? { cwd: session.repo, backlogId: session.backlog_id } : undefined
}

/** A sentence when no further session may record; the limit is asked for when the sheet opens. */
function useLimit(bridge: Stores['bridge'], state: AppState | null): string {
  const [max, setMax] = useState<number | null>(null)
  useEffect(() => {
    void bridge.call('settings/get', {}).then((reply) => setMax(reply.ok ? reply.result.settings['limits.maxSessions'] : null))
  }, [bridge])
  const used = Object.values(state?.sessions ?? {}).filter((session) => session.state === 'recording').length
  return max === null || used < max ? '' : t('start.atLimit', { used, max })
}
