/** What the shell's sources may not hold, whoever writes them: read as text, so that no new window or channel slips by. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, suite, test } from 'vitest'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = join(HERE, '../..')
const read = (folder: string, name: string): { name: string; text: string } => ({ name, text: readFileSync(join(folder, name), 'utf8') })
const SHELL = readdirSync(HERE)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => read(HERE, name))
const PAGES = readdirSync(join(ROOT, 'renderer'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(tsx?|html)$/.test(name))
  .map((name) => read(join(ROOT, 'renderer'), name))

const where = (files: typeof SHELL, pattern: RegExp): string[] => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name)

/** What a file loads before it runs, and what that loads: files relative to the project, and packages by their name. */
function closureOf(entry: string, seen = new Set<string>()): string[] {
  if (seen.has(entry)) return [...seen]
  seen.add(entry)
  if (!/\.ts$/.test(entry)) return [...seen]
  const { text } = read(ROOT, entry)
  for (const [, specifier = ''] of text.matchAll(/^import (?!type )[^'"]*['"]([^'"]+)['"]/gm)) {
    const target = specifier.startsWith('.') ? relative(ROOT, join(ROOT, dirname(entry), specifier)) : specifier
    closureOf(target, seen)
  }
  return [...seen]
}

suite('main/electron: its sources', () => {
  test('every window is sandboxed, isolated and without Node', () => {
    const makers = where(SHELL, /new BrowserWindow\(/)
    expect(makers.sort()).toEqual(['pageWindow.ts', 'windows.ts'])
    for (const { name, text } of SHELL.filter(({ name }) => makers.includes(name))) {
      expect(text, name).toMatch(/webPreferences: \{ sandbox: true, contextIsolation: true, nodeIntegration: false,/)
    }
    expect(read(HERE, 'main.ts').text).toMatch(/\napp\.enableSandbox\(\)\n/)
  })

  test('before the icon nothing is loaded but what it needs: no daemon, no schemas, no package', () => {
    const loaded = closureOf('main/electron/main.ts')
    expect(loaded).not.toContain('main/daemon.ts')
    expect(loaded.filter((name) => !name.startsWith('node:') && !name.includes('/'))).toEqual(['electron'])
    expect(loaded.length).toBeLessThan(25)
  })

  test('nothing weakens a wall', () => {
    const weak =
      /webSecurity: false|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|webviewTag: true|nodeIntegration(InWorker|InSubFrames)?: true|<webview|file:\/\/|enableRemoteModule|appendSwitch|executeJavaScript/
    expect(where(SHELL, weak)).toEqual([])
  })

  test('nothing opens an address or a file outside the app but panes of the system; a worklog is shown by a path of the daemon’s', () => {
    expect(where(SHELL, /openPath|loadFile/)).toEqual([])
    expect(where(SHELL, /openExternal/)).toEqual(['systemPanes.ts'])
    expect(where(SHELL, /openExternal\((?!PANES\[)/)).toEqual([])
    expect(where(SHELL, /showItemInFolder/)).toEqual(['deeds.ts'])
  })

  test('pages are answered in one place, which looks at who asks', () => {
    expect(where(SHELL, /ipc(Main)?\.(handle|on)\(/)).toEqual(['rendererLink.ts'])
    expect(where(SHELL, /ipcMain\.on|handleOnce/)).toEqual([])
  })

  test('no page makes HTML out of text, or reaches around its bridge', () => {
    expect(where(PAGES, /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|<script>/)).toEqual([])
    expect(where(PAGES, /fetch\(|XMLHttpRequest|EventSource|importScripts|require\(/)).toEqual([])
    expect(where(PAGES, /new WebSocket/)).toEqual(['socketBridge.ts'])
  })

  test('Electron is of a supported major, pinned exactly', () => {
    const { devDependencies } = createRequire(import.meta.url)('../../package.json')
    expect(devDependencies.electron).toMatch(/^(45|46|47)\.\d+\.\d+$/)
  })
})
