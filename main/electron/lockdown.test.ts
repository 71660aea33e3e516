import { EventEmitter } from 'node:events'
import type { App, Session } from 'electron'
import { beforeEach, expect, suite, test } from 'vitest'
import { lockDown } from './lockdown.ts'

const PERMISSIONS = [
  'clipboard-read',
  'media',
  'display-capture',
  'mediaKeySystem',
  'geolocation',
  'notifications',
  'midi',
  'pointerLock',
  'fullscreen',
  'openExternal',
  'window-management',
  'fileSystem',
]

const FOREIGN = [
  'https://example.com/',
  'http://127.0.0.1:80/',
  'http://localhost/',
  'file:///etc/passwd',
  'app://scribe.evil/popover/index.html',
  'app://evil/popover/index.html',
  'app:scribe/popover/index.html',
  'APP://scribe/',
  'javascript:alert(1)',
  'data:text/html,hello',
  'blob:app://scribe/1',
  'about:blank',
  'chrome://gpu',
  'devtools://devtools/bundled/inspector.html',
  'ftp://example.com/x',
  'ws://127.0.0.1:1/',
  'mailto:a@b.c',
  'view-source:app://scribe/',
  ' app://scribe/',
  'app://user@scribe/',
]

/** What the walls were told, and what they answer. */
class SessionDouble {
  request: (contents: null, permission: string, callback: (granted: boolean) => void) => void = () => undefined
  check: (contents: null, permission: string) => boolean = () => true
  device: () => boolean = () => true
  before: (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void = () => undefined
  readonly webRequest = {
    onBeforeRequest: (listener: typeof this.before): void => {
      this.before = listener
    },
  }
  setPermissionRequestHandler(handler: typeof this.request): void {
    this.request = handler
  }
  setPermissionCheckHandler(handler: typeof this.check): void {
    this.check = handler
  }
  setDevicePermissionHandler(handler: typeof this.device): void {
    this.device = handler
  }
}

class ContentsDouble extends EventEmitter {
  open: () => { action: string } = () => ({ action: 'allow' })
  setWindowOpenHandler(handler: typeof this.open): void {
    this.open = handler
  }
}

suite('main/electron/lockdown', () => {
  let session: SessionDouble
  let contents: ContentsDouble

  beforeEach(() => {
    const app = new EventEmitter()
    session = new SessionDouble()
    lockDown(app as unknown as App, session as unknown as Session)
    contents = new ContentsDouble()
    app.emit('web-contents-created', {}, contents)
  })

  test('every permission is refused, asked for and looked up, and so is every device', () => {
    for (const permission of PERMISSIONS) {
      let granted: boolean | null = null
      session.request(null, permission, (answer) => {
        granted = answer
      })
      expect([granted, session.check(null, permission)], permission).toEqual([false, false])
    }
    expect(session.device()).toBe(false)
  })

  test('no request leaves the app, and none of ours is held up', () => {
    const isCancelled = (url: string): boolean => {
      let cancelled = false
      session.before({ url }, ({ cancel }) => {
        cancelled = cancel
      })
      return cancelled
    }
    expect(FOREIGN.filter((url) => !isCancelled(url))).toEqual([])
    expect(isCancelled('app://scribe/popover/index.html')).toBe(false)
  })

  for (const way of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    test(`${way} leads nowhere but to our own pages`, () => {
      const isPrevented = (url: string): boolean => {
        let prevented = false
        contents.emit(way, {
          url,
          preventDefault: () => {
            prevented = true
          },
        })
        return prevented
      }
      expect(FOREIGN.filter((url) => !isPrevented(url))).toEqual([])
      expect(isPrevented('app://scribe/settings/index.html')).toBe(false)
    })
  }

  test('no window is opened and no webview attached', () => {
    let prevented = false
    contents.emit('will-attach-webview', {
      preventDefault: () => {
        prevented = true
      },
    })
    expect([contents.open(), prevented]).toEqual([{ action: 'deny' }, true])
  })
})
