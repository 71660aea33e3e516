/** What is about to be changed, file by file and line by line, with the two ways on. The lines come from a person's files: text, never markup. */
import { type KeyboardEvent, type ReactElement, useEffect, useRef } from 'react'
import type { DifferenceLine, FileDifference } from '../../shared/domain/integration.ts'
import { plainText } from '../../shared/ui/format.ts'
import { shownPath } from '../../shared/ui/integrationView.ts'
import { t } from '../../shared/ui/text.ts'
import type { IntegrationFacts, Question } from '../stores/integrations.ts'

export interface ChangePreviewProps {
  readonly title: string
  readonly question: Question
  readonly facts: Pick<IntegrationFacts, 'home' | 'busy'>
  readonly onCancel: () => void
  readonly onConfirm: () => void
}

export function ChangePreview({ title, question, facts, onCancel, onConfirm }: ChangePreviewProps): ReactElement {
  const { action, files } = question
  const confirm = useRef<HTMLButtonElement>(null)
  const isKnown = files !== null
  useEffect(() => {
    if (!isKnown) return
    // What is to be read comes into view before the button that agrees to it.
    confirm.current?.closest('li')?.scrollIntoView({ block: 'nearest' })
    confirm.current?.focus()
  }, [isKnown])
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onCancel()
  }
  return (
    <section className="preview" aria-label={t(`integration.preview.${action}`, { name: title })} aria-busy={!isKnown} onKeyDown={onKey}>
      {files?.length === 0 && <p className="hint">{t('integration.nothing')}</p>}
      {files?.map((file) => (
        <File key={file.path} file={file} home={facts.home} />
      ))}
      <div className="preview-acts">
        <p className="hint grow">{t(`integration.keeps.${action}`)}</p>
        <button type="button" className="bezel" onClick={onCancel}>
          {t('integration.cancel')}
        </button>
        <button type="button" className="bezel default" ref={confirm} aria-disabled={!isKnown || facts.busy} onClick={onConfirm}>
          {t(`integration.confirm.${action}`)}
        </button>
      </div>
    </section>
  )
}

function File({ file, home }: { readonly file: FileDifference; readonly home: string }): ReactElement {
  const shown = shownPath(file.path, home)
  return (
    <figure className="file">
      <figcaption>{shown}</figcaption>
      {/* It scrolls, so it can be reached with the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable. */}
      <section className="lines" aria-label={t('integration.changes', { path: shown })} tabIndex={0}>
        {file.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and the list never changes in place.
          <Line key={index} line={line} />
        ))}
        {file.more > 0 && <p className="line gap">{t('integration.more', { count: file.more })}</p>}
      </section>
    </figure>
  )
}

const SIGNS: Readonly<Record<DifferenceLine['kind'], string>> = { same: ' ', added: '+', removed: '−', gap: '⋯' }

function Line({ line: { kind, text } }: { readonly line: DifferenceLine }): ReactElement {
  return (
    <p className={`line ${kind}`}>
      <span className="sign">{SIGNS[kind]}</span>
      {plainText(text, 400)}
    </p>
  )
}
