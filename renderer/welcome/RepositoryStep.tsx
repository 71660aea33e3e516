/** Step 2: which repository. A folder is dropped, chosen in the system's dialog or written; what was found there is shown at once. */
import { type ReactElement, type Ref, useEffect, useId, useState } from 'react'
import { t } from '../../shared/ui/text.ts'
import { foundText, type Inspected, type Inspection, willBeAsked } from '../../shared/ui/welcomeView.ts'
import { BranchName } from '../components/BranchName.tsx'
import { Field } from '../components/Field.tsx'
import type { WelcomeFacts, WelcomeModel } from '../stores/welcome.ts'
import { StepHead } from './StepHead.tsx'

/** Nobody is asked of each letter of a path that is being written, ms. */
const WRITTEN_MS = 200

export interface RepositoryStepProps {
  readonly heading: Ref<HTMLHeadingElement>
  readonly model: WelcomeModel
  readonly facts: WelcomeFacts
  /** There is a system dialog for folders. */
  readonly canChoose: boolean
}

export function RepositoryStep({ heading, model, facts, canChoose }: RepositoryStepProps): ReactElement {
  const { inspection, folder } = facts
  return (
    <>
      <StepHead heading={heading} title={t('welcome.repository')} text={t('welcome.repositoryText')} />
      {inspection.kind === 'found' ? (
        <Found found={inspection.found} facts={facts} model={model} />
      ) : (
        <DropZone model={model} folder={folder} inspection={inspection} canChoose={canChoose} />
      )}
      <p className="asks" role="status">
        {willBeAsked(folder.trim()) ? t('welcome.willBeAsked') : ''}
      </p>
    </>
  )
}

interface DropZoneProps {
  readonly model: WelcomeModel
  readonly folder: string
  readonly inspection: Inspection
  readonly canChoose: boolean
}

function DropZone({ model, folder, inspection, canChoose }: DropZoneProps): ReactElement {
  const over = useDragging()
  const [written, setWritten] = useState(folder)
  useEffect(() => {
    if (written === folder) return
    const timer = setTimeout(() => void model.choose(written), WRITTEN_MS)
    return () => clearTimeout(timer)
  }, [written, folder, model])
  return (
    <div className="drop" data-over={over}>
      <svg width="44" height="36" viewBox="0 0 44 36" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden="true">
        <path d="M2.5 6v24A3.5 3.5 0 0 0 6 33.5h32a3.5 3.5 0 0 0 3.5-3.5V10A3.5 3.5 0 0 0 38 6.5H21l-3.5-4H6A3.5 3.5 0 0 0 2.5 6z M2.5 12.5h39" />
      </svg>
      <p>{t(canChoose ? 'welcome.drop' : 'welcome.dropBrowser')}</p>
      {canChoose && (
        <button type="button" className="bezel" onClick={() => void model.chooseInDialog()}>
          {t('start.choose')}
        </button>
      )}
      <Field label={t('start.path')} error={inspection.kind === 'refused' ? inspection.text : null}>
        {(control) => (
          <input
            {...control}
            type="text"
            spellCheck={false}
            autoComplete="off"
            placeholder={t('start.pathHint')}
            value={written}
            aria-busy={inspection.kind === 'looking'}
            onChange={(event) => setWritten(event.target.value)}
          />
        )}
      </Field>
    </div>
  )
}

interface FoundProps {
  readonly found: Inspected
  readonly facts: WelcomeFacts
  readonly model: WelcomeModel
}

function Found({ found, facts, model }: FoundProps): ReactElement {
  const { name, path, kind, branch, branchParts, git } = foundText(found)
  const id = useId()
  const value = facts.backlogId ?? found.backlog_id ?? ''
  return (
    <section className="card" aria-label={name}>
      <div className="card-row">
        <div className="grow">
          <b>{name}</b>
          <p className="path" title={path}>
            {path}
          </p>
        </div>
        <button type="button" className="bezel" onClick={() => void model.choose('')}>
          {t('welcome.change')}
        </button>
      </div>
      <dl>
        <dt>{t('welcome.git')}</dt>
        <dd>
          <span className="tick" aria-hidden="true" />
          {kind} <span className="hint">{git}</span>
        </dd>
        <dt>{t('welcome.branch')}</dt>
        <dd>
          <BranchName parts={branchParts} title={branch} />
        </dd>
        <dt>
          <label htmlFor={id}>{t('welcome.backlogId')}</label>
        </dt>
        <dd>
          <input
            id={id}
            type="text"
            className="short"
            spellCheck={false}
            autoComplete="off"
            placeholder={t('welcome.backlogIdHint')}
            value={value}
            aria-describedby={`${id}-note`}
            onChange={(event) => model.name(event.target.value)}
          />
          <span id={`${id}-note`} className="hint">
            {t(found.backlog_id === null ? 'welcome.noId' : facts.backlogId === null ? 'welcome.detectedId' : 'welcome.ownId')}
          </span>
        </dd>
      </dl>
    </section>
  )
}

/** True while something is dragged over the window. */
function useDragging(): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const enter = (): void => setOver(true)
    const leave = (event: DragEvent): void => setOver(event.type === 'dragleave' && event.relatedTarget !== null)
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', leave)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', leave)
    }
  }, [])
  return over
}
