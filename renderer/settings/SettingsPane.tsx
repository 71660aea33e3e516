/** One pane: its settings, what belongs to it besides, and the way back to the defaults. */
import { type ReactElement, useState } from 'react'
import type { SettingKey } from '../../shared/domain/settings.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { keysOf, type Pane, usageLine } from '../../shared/ui/settingsView.ts'
import { t } from '../../shared/ui/text.ts'
import { IntegrationList } from '../components/IntegrationList.tsx'
import type { IntegrationModel } from '../stores/integrations.ts'
import type { SettingsFacts, SettingsModel } from '../stores/settings.ts'
import type { Stores } from '../stores/stores.ts'
import { AccessSection } from './AccessSection.tsx'
import { SettingField } from './SettingField.tsx'

export interface SettingsPaneProps {
  readonly pane: Pane
  readonly found: CommandOutput<'settings/get'>
  readonly refusal: SettingsFacts['refusal']
  readonly state: AppState | null
  readonly model: SettingsModel
  readonly stores: Stores
  readonly integrations: IntegrationModel
}

export function SettingsPane({ pane, found, refusal, state, model, stores, integrations }: SettingsPaneProps): ReactElement {
  const keys = keysOf(pane)
  const refused = (key: SettingKey): string | null => (refusal?.key === key ? refusal.text : null)
  return (
    <>
      <div className="fields">
        {pane === 'agents' && <IntegrationList model={integrations} />}
        {keys.map((key) => (
          <SettingField
            key={key}
            setting={key}
            value={found.settings[key]}
            lockedBy={found.locked[key] ?? null}
            refusal={refused(key)}
            onSet={(value) => void model.set(key, value)}
          />
        ))}
        {pane === 'notifications' && <TestNotice stores={stores} />}
        {pane === 'agents' && <AccessSection stores={stores} />}
        {pane === 'advanced' && <Help stores={stores} />}
        {pane === 'storage' && <Storage stores={stores} file={found.file} />}
        {refusal !== null && refusal.key === null && (
          <p className="error" role="alert">
            {refusal.text}
          </p>
        )}
      </div>
      <div className="pane-foot">
        <p className="hint">{pane === 'limits' ? usageLine(state, found.settings) : ''}</p>
        {keys.length > 0 && (
          <button type="button" className="bezel" onClick={() => void model.restore(keys)}>
            {t('settings.restore')}
          </button>
        )}
      </div>
    </>
  )
}

function Help({ stores }: { readonly stores: Stores }): ReactElement {
  return (
    <div className="setting">
      <span className="name">{t('settings.help')}</span>
      <div>
        <button type="button" className="bezel" onClick={() => stores.bridge.show('welcome')}>
          {t('menu.welcome')}
        </button>
      </div>
    </div>
  )
}

/** Sends one, and says what came of it: macOS shows none from an app it was told not to, and tells nobody. */
function TestNotice({ stores }: { readonly stores: Stores }): ReactElement {
  const [shown, setShown] = useState<boolean | null>(null)
  return (
    <div className="setting">
      <span className="name" />
      <div>
        <button type="button" className="bezel" onClick={() => void stores.bridge.testNotice().then(setShown)}>
          {t('settings.test')}
        </button>
        <p role="status">{shown === null ? '' : t(shown ? 'settings.testShown' : 'settings.testUnshown')}</p>
      </div>
    </div>
  )
}

/** Where things are, and the clean-up of what is finished. */
function Storage({ stores, file }: { readonly stores: Stores; readonly file: string }): ReactElement {
  const [said, setSaid] = useState('')
  const cleanUp = async (): Promise<void> => {
    const reply = await stores.bridge.call('session/cleanup', {})
    setSaid(reply.ok ? t('settings.cleaned', { count: reply.result.removed }) : reply.error.message)
  }
  return (
    <>
      <div className="setting">
        <span className="name">{t('settings.file')}</span>
        <code className="path">{file}</code>
      </div>
      <div className="setting">
        <span className="name">{t('settings.cleanUp')}</span>
        <div>
          <button type="button" className="bezel" onClick={() => void cleanUp()}>
            {t('settings.cleanUpNow')}
          </button>
          <p className="hint">{t('settings.cleanUpHint')}</p>
          <p role="status">{said}</p>
        </div>
      </div>
    </>
  )
}
