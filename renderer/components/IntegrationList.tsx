/**
 * The agents Scribe can be put into, and the command line: how each stands, and what can be done. What would be changed in which file is
 * shown before it is done. Owns no state but what the model holds; looks again when its window is looked at.
 */
import { type ReactElement, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { type IntegrationRow, integrationsView } from '../../shared/ui/integrationView.ts'
import { t } from '../../shared/ui/text.ts'
import type { IntegrationFacts, IntegrationModel } from '../stores/integrations.ts'
import { ChangePreview } from './ChangePreview.tsx'

export function IntegrationList({ model }: { readonly model: IntegrationModel }): ReactElement {
  const facts = useStore(model.store)
  useEffect(() => {
    const look = (): void => void model.look()
    look()
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [model])
  const { rows, notFound } = integrationsView(facts.list ?? [], Date.now())
  return (
    <div className="integrations">
      <ul className="group" aria-label={t('integration.list')} aria-busy={facts.list === null}>
        {rows.map((row) => (
          <Row key={row.name} row={row} facts={facts} model={model} />
        ))}
      </ul>
      {notFound !== '' && <p className="hint">{notFound}</p>}
      <p role="status" className="said">
        {facts.said}
      </p>
    </div>
  )
}

interface RowProps {
  readonly row: IntegrationRow
  readonly facts: IntegrationFacts
  readonly model: IntegrationModel
}

function Row({ row, facts, model }: RowProps): ReactElement {
  const buttons = useRef<HTMLDivElement>(null)
  const { name, title, standing, untested, installed, problem, actions } = row
  const question = facts.question?.name === name ? facts.question : null
  const refusal = facts.refusal?.name === name ? facts.refusal.text : null
  const titleId = `integration-${name}`
  const dismiss = (): void => {
    model.dismiss()
    buttons.current?.querySelector('button')?.focus()
  }
  return (
    <li className="integration">
      <div className="integration-row">
        <span className="dot" data-installed={installed} aria-hidden="true" />
        <div className="grow">
          <p className="integration-title">
            <span id={titleId}>{title}</span>
            {untested && (
              <span className="tag" title={t('integration.untestedHint')}>
                {t('integration.untested')}
              </span>
            )}
          </p>
          <p className="hint">{standing}</p>
        </div>
        <div className="buttons" ref={buttons}>
          {actions.map(({ action, label }) => (
            <button
              key={action}
              id={`${titleId}-${action}`}
              type="button"
              className="bezel"
              aria-labelledby={`${titleId}-${action} ${titleId}`}
              aria-expanded={question?.action === action}
              onClick={() => (question?.action === action ? dismiss() : void model.ask(name, action))}
            >
              {label}
            </button>
          ))}
        </div>
      </div>
      {(refusal ?? problem) !== null && <Trouble text={refusal ?? problem ?? ''} onAgain={() => void model.look().then(() => model.dismiss())} />}
      {question !== null && <ChangePreview title={title} question={question} facts={facts} onCancel={dismiss} onConfirm={() => void model.confirm()} />}
    </li>
  )
}

function Trouble({ text, onAgain }: { readonly text: string; readonly onAgain: () => void }): ReactElement {
  return (
    <div className="integration-trouble">
      <p className="error grow" role="alert">
        {text}
      </p>
      <button type="button" className="bezel" onClick={onAgain}>
        {t('integration.again')}
      </button>
    </div>
  )
}
