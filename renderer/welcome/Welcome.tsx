/**
 * The window of the first run: one of four steps, and the ways between them below. Owns the keys and the way of the focus; what a step
 * shows is its own, what was chosen is the model's.
 */
import { type ReactElement, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { t } from '../../shared/ui/text.ts'
import { STEPS, type Step } from '../../shared/ui/welcomeView.ts'
import { DemoBadge } from '../components/DemoBadge.tsx'
import { useDroppedFolder } from '../popover/useDroppedFolder.ts'
import type { IntegrationModel } from '../stores/integrations.ts'
import type { SettingsModel } from '../stores/settings.ts'
import { type Stores, useDaemon } from '../stores/stores.ts'
import type { WelcomeModel } from '../stores/welcome.ts'
import { FinishStep } from './FinishStep.tsx'
import { IntroStep } from './IntroStep.tsx'
import { RepositoryStep } from './RepositoryStep.tsx'
import { ToolsStep } from './ToolsStep.tsx'

export interface WelcomeProps {
  readonly stores: Stores
  readonly models: { readonly welcome: WelcomeModel; readonly settings: SettingsModel; readonly integrations: IntegrationModel }
}

export function Welcome({ stores, models }: WelcomeProps): ReactElement {
  const { bridge } = stores
  const model = models.welcome
  const facts = useStore(model.store)
  const { state, link } = useDaemon(stores)
  const { step } = facts
  const heading = useFocusedHeading(step)
  const leave = (): void => bridge.show('popover')
  const onward = async (): Promise<void> => {
    if (step !== STEPS.length) return await model.go(1)
    if (await model.finish()) leave()
  }
  const skip = async (): Promise<void> => {
    if (step === 2) await model.choose('')
    if (step !== 1 && step !== STEPS.length) return await model.go(1)
    await model.skipAll()
    leave()
  }
  useReturn(() => void onward())
  useDroppedFolder(bridge, (folder) => step === 2 && void model.choose(folder))
  const records = facts.inspection.kind === 'found'
  return (
    <main className="welcome" aria-label={t('welcome.title')} data-away={link === 'down'}>
      <div className="step" key={step} aria-busy={step === null}>
        {state?.daemon.demo === true && <DemoBadge />}
        {step === 1 && <IntroStep heading={heading} />}
        {step === 2 && <RepositoryStep heading={heading} model={model} facts={facts} canChoose={bridge.shell === 'app'} />}
        {step === 3 && <ToolsStep heading={heading} model={models.integrations} />}
        {step === 4 && <FinishStep heading={heading} stores={stores} settings={models.settings} facts={facts} />}
      </div>
      <footer className="ways">
        <p className="progress">
          <Dots step={step ?? 1} />
          {t('welcome.progress', { step: step ?? 1, count: STEPS.length })}
        </p>
        <button type="button" className="bezel" onClick={() => void skip()}>
          {t(step === 1 ? 'welcome.skipAll' : 'welcome.skip')}
        </button>
        {step !== 1 && (
          <button type="button" className="bezel" onClick={() => void model.go(-1)}>
            {t('welcome.back')}
          </button>
        )}
        <button type="button" className="bezel default" aria-disabled={facts.busy || link !== 'up'} onClick={() => link === 'up' && void onward()}>
          {t(step !== STEPS.length ? 'welcome.continue' : records ? 'welcome.start' : 'welcome.done')}
        </button>
      </footer>
    </main>
  )
}

function Dots({ step }: { readonly step: Step }): ReactElement {
  return (
    <span className="dots" aria-hidden="true">
      {STEPS.map((each) => (
        <span key={each} className="dot" data-here={each === step} />
      ))}
    </span>
  )
}

/** The heading of a step has the focus when it comes, so that it is read first and Tab goes on from there. */
function useFocusedHeading(step: Step | null): React.RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (step !== null) heading.current?.focus()
  }, [step])
  return heading
}

/** Return presses the default button, but where it means something of its own. */
function useReturn(onReturn: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isOwn = event.target instanceof HTMLElement && event.target.closest('button, select, textarea, .preview, [data-keys]') !== null
      if (event.key !== 'Enter' || event.isComposing || isOwn) return
      event.preventDefault()
      onReturn()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}
