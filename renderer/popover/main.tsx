/** Entry of the popover's page: joins it to the daemon and draws it. */
import { createRoot } from 'react-dom/client'
import { connectBridge } from '../bridge.ts'
import { CrashNotice } from '../components/CrashNotice.tsx'
import { createStores } from '../stores/stores.ts'
import { Popover } from './Popover.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
const stores = createStores(connectBridge(window))
// The app's window has the system's material and corners; in a browser the page draws its own.
document.documentElement.dataset.shell = stores.bridge.shell
createRoot(root).render(
  <CrashNotice>
    <Popover stores={stores} />
  </CrashNotice>,
)
