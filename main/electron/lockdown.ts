/**
 * The walls around every window: no permission, no navigation, no new window, no request but to our own pages. Applied
 * to whatever web contents come to be, so that a window made elsewhere is inside them as well. The page is assumed to
 * be hostile; the content security policy is a second wall, not the reason to leave this one out.
 */
import type { App, Session, WebContents } from 'electron'
import { APP_ORIGIN } from './protocol.ts'

/** Closes the session and every web contents there will be. Call once, when the app is ready. */
export function lockDown(app: App, session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isOwn(details.url) }))
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents))
}

function lockDownContents(contents: WebContents): void {
  contents.on('will-navigate', refuseForeign)
  contents.on('will-frame-navigate', refuseForeign)
  contents.on('will-redirect', refuseForeign)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

function refuseForeign(event: { readonly url: string; preventDefault(): void }): void {
  if (!isOwn(event.url)) event.preventDefault()
}

function isOwn(address: string): boolean {
  return address.startsWith(APP_ORIGIN)
}
