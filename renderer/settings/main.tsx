/** Entry of the settings page: joins it to the daemon and draws it. */
import { createRoot } from 'react-dom/client'
import { connectBridge } from '../bridge.ts'
import { CrashNotice } from '../components/CrashNotice.tsx'
import { IntegrationModel } from '../stores/integrations.ts'
import { SettingsModel } from '../stores/settings.ts'
import { createStores } from '../stores/stores.ts'
import { SettingsPage } from './SettingsPage.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
const stores = createStores(connectBridge(window))
const model = new SettingsModel(stores.bridge)
model.start()
document.documentElement.dataset.shell = stores.bridge.shell
createRoot(root).render(
  <CrashNotice>
    <SettingsPage stores={stores} model={model} integrations={new IntegrationModel(stores.bridge)} />
  </CrashNotice>,
)
