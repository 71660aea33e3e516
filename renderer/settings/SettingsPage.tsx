/**
 * The settings window: panes as tabs, one shown at a time. Owns which pane is open and the window's keys; what stands in a
 * pane and what it means comes from the one table of settings.
 */
import { type KeyboardEvent, type ReactElement, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { type Pane, panesOf } from '../../shared/ui/settingsView.ts'
import { t } from '../../shared/ui/text.ts'
import { DemoBadge } from '../components/DemoBadge.tsx'
import type { IntegrationModel } from '../stores/integrations.ts'
import type { SettingsModel } from '../stores/settings.ts'
import { type Stores, useDaemon } from '../stores/stores.ts'
import { SettingsPane } from './SettingsPane.tsx'

const LAST_PANE = 'settings.pane'

export interface SettingsPageProps {
  readonly stores: Stores
  readonly model: SettingsModel
  readonly integrations: IntegrationModel
}

export function SettingsPage({ stores, model, integrations }: SettingsPageProps): ReactElement {
  const panes = panesOf(stores.bridge.shell)
  const [pane, setPane] = useState<Pane>(() => panes.find((each) => each === localStorage.getItem(LAST_PANE)) ?? panes[0] ?? 'recording')
  const { state } = useDaemon(stores)
  const { found, refusal } = useStore(model.store)
  const open = (next: Pane | undefined): void => {
    if (next === undefined) return
    model.dismiss()
    localStorage.setItem(LAST_PANE, next)
    setPane(next)
  }
  const beside = (step: number): Pane | undefined => panes[(panes.indexOf(pane) + step + panes.length) % panes.length]
  const onTabKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    open(beside(step))
    document.getElementById(`tab-${beside(step)}`)?.focus()
  }
  useWindowKeys({ onNext: (step) => open(beside(step)), onUndo: () => void model.undo() })
  useEffect(() => {
    document.title = t(`settings.pane.${pane}`)
  }, [pane])

  return (
    <main className="settings" aria-label={t('settings.title')}>
      <h1 className="unseen">{t(`settings.pane.${pane}`)}</h1>
      {state?.daemon.demo === true && <DemoBadge />}
      <div className="tabs" role="tablist" aria-label={t('settings.title')} onKeyDown={onTabKey}>
        {panes.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            aria-selected={each === pane}
            aria-controls="pane"
            tabIndex={each === pane ? 0 : -1}
            onClick={() => open(each)}
          >
            {t(`settings.pane.${each}`)}
          </button>
        ))}
      </div>
      <div id="pane" role="tabpanel" aria-labelledby={`tab-${pane}`} className="pane">
        {found !== null && (
          <SettingsPane key={pane} pane={pane} found={found} refusal={refusal} state={state} model={model} stores={stores} integrations={integrations} />
        )}
      </div>
    </main>
  )
}

interface WindowKeys {
  readonly onNext: (step: number) => void
  readonly onUndo: () => void
}

/** Ctrl-Tab walks the panes; Cmd-Z takes the last change back, but in a text field it is the field's own. */
function useWindowKeys({ onNext, onUndo }: WindowKeys): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      const isText = event.target instanceof HTMLInputElement && event.target.type === 'text'
      if (event.key === 'Tab' && event.ctrlKey) onNext(event.shiftKey ? -1 : 1)
      else if (event.key.toLowerCase() === 'z' && (event.metaKey || event.ctrlKey) && !isText) onUndo()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}
