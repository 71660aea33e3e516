/** Entry of the dashboard: joins it to the daemon and draws it. */
import { createRoot } from 'react-dom/client'
import { connectBridge } from '../bridge.ts'
import { CrashNotice } from '../components/CrashNotice.tsx'
import { createStores } from '../stores/stores.ts'
import { Dashboard } from './Dashboard.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
const stores = createStores(connectBridge(window))
document.documentElement.dataset.shell = stores.bridge.shell
createRoot(root).render(
  <CrashNotice>
    <Dashboard stores={stores} />
  </CrashNotice>,
)
