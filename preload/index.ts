/**
 * All that a page gets of the app: `window.scribe`, nine functions over fixed channels. Runs sandboxed, so it requires
 * nothing but `electron`, and hands on payloads only, never Electron's event objects.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'
import type { BridgeMessage, Place, ScribeBridge } from '../shared/protocol/bridge.ts'
import { COMMAND_NAMES } from '../shared/protocol/commandNames.ts'

type Answer<T> = { readonly ok: true; readonly result: T } | { readonly ok: false; readonly error: { code: number; message: string } }

const KNOWN: ReadonlySet<string> = new Set(COMMAND_NAMES)

/** A rejected promise would reach the page as a bare text, so every failure becomes a typed answer here. */
async function ask<T>(
  channel:
    | 'scribe:call'
    | 'scribe:subscribe'
    | 'scribe:chooseFolder'
    | 'scribe:show'
    | 'scribe:reveal'
    | 'scribe:save'
    | 'scribe:painted'
    | 'scribe:testNotice',
  payload?: unknown,
): Promise<Answer<T>> {
  try {
    return await ipcRenderer.invoke(channel, payload)
  } catch {
    return failed(-32603, 'Scribe is not answering.')
  }
}

function failed(code: number, message: string): { readonly ok: false; readonly error: { code: number; message: string } } {
  return { ok: false, error: { code, message } }
}

/** Said before the page listens, it is kept; the last one counts. */
let place: Place | null = null
let onPlace: ((place: Place) => void) | null = null

function hand(next: Place): void {
  place = onPlace === null ? next : null
  onPlace?.(next)
}

ipcRenderer.on('scribe:place', (_event, next: Place) => hand(next))

const bridge: ScribeBridge = {
  shell: 'app',
  async call(name, input) {
    return KNOWN.has(name) ? await ask('scribe:call', { name, input }) : failed(-32601, 'There is no such command.')
  },
  subscribe(listener) {
    let started = false
    // Another listener's events are on the way already; this one must not see any before its snapshot.
    const receive = (_event: IpcRendererEvent, message: BridgeMessage): void => {
      started ||= message.kind !== 'event'
      if (started) listener(message)
    }
    ipcRenderer.on('scribe:message', receive)
    void ask('scribe:subscribe').then((answer) => {
      if (!answer.ok) listener({ kind: 'down' })
    })
    return () => {
      ipcRenderer.off('scribe:message', receive)
    }
  },
  show(surface) {
    void ask('scribe:show', surface)
  },
  onPlace(listener) {
    onPlace = listener
    if (place !== null) hand(place)
    return () => {
      onPlace = null
    }
  },
  reveal(session, file) {
    void ask('scribe:reveal', { session, ...(file === undefined ? {} : { file }) })
  },
  async save(name, text) {
    const answer = await ask<boolean>('scribe:save', { name, text })
    return answer.ok && answer.result
  },
  pathOf(file) {
    const path = webUtils.getPathForFile(file)
    return path === '' ? null : path
  },
  async testNotice() {
    const answer = await ask<boolean>('scribe:testNotice')
    return answer.ok && answer.result
  },
  async chooseFolder() {
    const answer = await ask<string | null>('scribe:chooseFolder')
    return answer.ok ? answer.result : null
  },
}

// The page draws what came in while it was hidden in its first frame; in the second that is on the screen.
ipcRenderer.on('scribe:willShow', () => {
  requestAnimationFrame(() => requestAnimationFrame(() => void ask('scribe:painted')))
})

contextBridge.exposeInMainWorld('scribe', bridge)
