/** The one way from a page to the daemon: the app's preload where there is one, a WebSocket in a browser. */
import type { ScribeBridge } from '../shared/protocol/bridge.ts'
import { connectSocket } from './socketBridge.ts'

declare global {
  interface Window {
    readonly scribe?: ScribeBridge
  }
}

/** The bridge of this page. In a browser the token stands in the address's fragment, which never leaves the machine. */
export function connectBridge(page: Window): ScribeBridge {
  return page.scribe ?? connectSocket(page.location.origin, page.location.hash.slice(1))
}
