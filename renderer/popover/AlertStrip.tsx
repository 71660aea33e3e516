/** The worst thing to know, in one or two lines. Only an error interrupts a screen reader. */
import type { ReactElement } from 'react'
import { t } from '../../shared/ui/text.ts'
import type { AlertAction, AlertStrip as Strip } from '../../shared/ui/ui-contract.ts'
import { IconButton } from '../components/IconButton.tsx'
import { StateGlyph } from '../components/StateGlyph.tsx'

export interface AlertStripProps {
  readonly strip: Strip
  readonly enabled: boolean
  readonly onAct: (action: AlertAction) => void
  readonly onDismiss: (id: string | null) => void
}

export function AlertStrip({ strip, enabled, onAct, onDismiss }: AlertStripProps): ReactElement {
  const isError = strip.severity === 'error'
  return (
    <section className="alert" aria-label={t('alert.group')}>
      <StateGlyph state={isError ? 'error' : 'attention'} />
      <div className="grow">
        <p title={strip.text} role={isError ? 'alert' : undefined}>
          {strip.text}
        </p>
        {strip.actions.length > 0 && (
          <div className="alert-acts">
            {strip.actions.map((action) => (
              <button key={action.label} type="button" className="bezel" aria-disabled={!enabled} onClick={() => enabled && onAct(action)}>
                {action.label}
              </button>
            ))}
          </div>
        )}
        {strip.more !== '' && <span className="more">{strip.more}</span>}
      </div>
      <IconButton icon="dismiss" name={t('alert.dismiss')} disabled={!enabled && strip.id !== null} onPress={() => onDismiss(strip.id)} />
    </section>
  )
}
