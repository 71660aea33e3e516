/** Entry of the page of the first run: joins it to the daemon and draws it. */
import { createRoot } from 'react-dom/client'
import { connectBridge } from '../bridge.ts'
import { CrashNotice } from '../components/CrashNotice.tsx'
import { IntegrationModel } from '../stores/integrations.ts'
import { SettingsModel } from '../stores/settings.ts'
import { createStores } from '../stores/stores.ts'
import { WelcomeModel } from '../stores/welcome.ts'
import { Welcome } from './Welcome.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
const stores = createStores(connectBridge(window))
const models = { welcome: new WelcomeModel(stores.bridge), settings: new SettingsModel(stores.bridge), integrations: new IntegrationModel(stores.bridge) }
models.welcome.start()
models.settings.start()
document.documentElement.dataset.shell = stores.bridge.shell
createRoot(root).render(
  <CrashNotice>
    <Welcome stores={stores} models={models} />
  </CrashNotice>,
)
