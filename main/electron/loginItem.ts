/** Whether Scribe opens at login. The system owns the answer: it is asked each time, and set only where it differs. */
import type { App } from 'electron'

export type LoginItemState = 'on' | 'off' | 'needsApproval' | 'unavailable'

export interface LoginItemParts {
  readonly app: Pick<App, 'isPackaged' | 'getLoginItemSettings' | 'setLoginItemSettings'>
  readonly platform: NodeJS.Platform
}

/** A checkout has no app that could be opened; only macOS has this kind of login item. */
function isAvailable({ app, platform }: LoginItemParts): boolean {
  return platform === 'darwin' && app.isPackaged
}

/** How it stands with the system. */
export function loginItemState(parts: LoginItemParts): LoginItemState {
  if (!isAvailable(parts)) return 'unavailable'
  const { status } = parts.app.getLoginItemSettings()
  if (status === 'requires-approval') return 'needsApproval'
  return status === 'enabled' ? 'on' : 'off'
}

/** Makes it so; the state afterwards. One that waits for the person's approval is not asked for again. */
export function setLoginItem(parts: LoginItemParts, wanted: boolean): LoginItemState {
  const state = loginItemState(parts)
  if (state === 'unavailable' || wanted === (state !== 'off')) return state
  parts.app.setLoginItemSettings({ openAtLogin: wanted })
  return loginItemState(parts)
}
