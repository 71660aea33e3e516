/** Step 4: what the app is to do by itself, where it is found, and what is about to be recorded. A browser has neither login items nor notices. */
import { type ReactElement, type Ref, useId, useState } from 'react'
import { useStore } from 'zustand'
import type { Settings } from '../../shared/domain/settings.ts'
import { shortcutOf } from '../../shared/ui/shortcutKeys.ts'
import { t } from '../../shared/ui/text.ts'
import { foundText } from '../../shared/ui/welcomeView.ts'
import { AppIcon, Nib } from '../components/AppIcon.tsx'
import type { SettingsModel } from '../stores/settings.ts'
import type { Stores } from '../stores/stores.ts'
import type { WelcomeFacts } from '../stores/welcome.ts'
import { StepHead } from './StepHead.tsx'

export interface FinishStepProps {
  readonly heading: Ref<HTMLHeadingElement>
  readonly stores: Stores
  readonly settings: SettingsModel
  readonly facts: WelcomeFacts
}

export function FinishStep({ heading, stores, settings, facts }: FinishStepProps): ReactElement {
  const { inspection, backlogId, refusal } = facts
  const isApp = stores.bridge.shell === 'app'
  const id = inspection.kind === 'found' ? backlogId?.trim() || inspection.found.backlog_id || '' : ''
  const ready =
    inspection.kind === 'found'
      ? t('welcome.ready', { repo: foundText(inspection.found).name, id: id === '' ? t('welcome.unnamed') : id })
      : t(isApp ? 'welcome.readyLater' : 'welcome.readyLaterBrowser')
  return (
    <div className={isApp ? 'finish' : 'intro'}>
      {!isApp && <AppIcon size={64} />}
      <StepHead heading={heading} title={t('welcome.finish')} text={ready} />
      {isApp && <MenuBar />}
      {isApp && <Choices stores={stores} settings={settings} />}
      {!isApp && <p className="where">{t('welcome.inBrowser')}</p>}
      {refusal !== null && (
        <p className="error" role="alert">
          {refusal.text}
        </p>
      )}
    </div>
  )
}

/** Where the app is found: the icon in the menu bar, drawn. */
function MenuBar(): ReactElement {
  return (
    <figure className="menu-bar">
      <div aria-hidden="true">
        <span className="nib">
          <svg width="14" height="16" viewBox="0 0 14 16" fill="currentColor" aria-hidden="true">
            <Nib />
          </svg>
        </span>
        <span className="pill" />
        <span className="pill" />
        <span className="pill wide" />
      </div>
      <figcaption>{t('welcome.menuBar')}</figcaption>
    </figure>
  )
}

function Choices({ stores, settings }: { readonly stores: Stores; readonly settings: SettingsModel }): ReactElement {
  const { found, refusal } = useStore(settings.store)
  const [said, setSaid] = useState('')
  const values = found?.settings
  const notifies = values?.['notify.enabled'] === true && values['notify.kind.session.idleWarning'] !== 'off'
  const notify = async (wanted: boolean): Promise<void> => {
    setSaid('')
    await settings.set('notify.kind.session.idleWarning', wanted ? 'alert' : 'off')
    if (!wanted) return
    await settings.set('notify.enabled', true)
    // The system asks for its permission at the first one.
    setSaid(t((await stores.bridge.testNotice()) ? 'settings.testShown' : 'settings.testUnshown'))
  }
  return (
    <div className="choices">
      <div className="group">
        <Check
          label={t('welcome.atLogin')}
          checked={values?.['general.launchAtLogin'] ?? false}
          onChange={(on) => void settings.set('general.launchAtLogin', on)}
        />
        <Check label={t('welcome.notify')} hint={t('welcome.notifyHint')} checked={notifies} onChange={(on) => void notify(on)} />
        <ShortcutField value={values?.['general.shortcutOpen'] ?? ''} onSet={(keys) => void settings.set('general.shortcutOpen', keys)} />
      </div>
      <p role="status" className="hint">
        {said}
      </p>
      {refusal !== null && (
        <p className="error" role="alert">
          {refusal.text}
        </p>
      )}
    </div>
  )
}

interface CheckProps {
  readonly label: string
  readonly hint?: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

function Check({ label, hint, checked, onChange }: CheckProps): ReactElement {
  const id = useId()
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

/** Takes the keys that are pressed in it; Delete takes them away. */
function ShortcutField({ value, onSet }: { readonly value: Settings['general.shortcutOpen']; readonly onSet: (keys: string) => void }): ReactElement {
  const id = useId()
  return (
    <div className="check shortcut">
      <label htmlFor={id}>{t('welcome.shortcut')}</label>
      <input
        id={id}
        data-keys
        type="text"
        readOnly
        value={value}
        placeholder={t('welcome.shortcutHint')}
        onKeyDown={(event) => {
          if (event.key === 'Tab') return
          const keys = event.key === 'Backspace' || event.key === 'Delete' ? '' : shortcutOf(event)
          event.preventDefault()
          if (keys !== null) onSet(keys)
        }}
      />
    </div>
  )
}
