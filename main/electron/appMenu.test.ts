import type { MenuItemConstructorOptions } from 'electron'
import { expect, suite, test } from 'vitest'
import { type AppMenuActions, appMenuTemplate } from './appMenu.ts'
import { nextTextSize } from './textSizes.ts'

function rig(platform: NodeJS.Platform) {
  const done: string[] = []
  const note = (what: string) => (): void => void done.push(what)
  const actions: AppMenuActions = {
    start: note('start'),
    newNote: note('note'),
    pauseAll: note('pause'),
    resumeAll: note('resume'),
    stopAll: note('stop'),
    openDashboard: note('dashboard'),
    openSettings: note('settings'),
    openWelcome: note('welcome'),
    textSize: (step) => void done.push(`text ${step}`),
    about: note('about'),
    quit: note('quit'),
  }
  const items = flat(appMenuTemplate(actions, platform))
  const click = (label: string): void => (items.find((item) => item.label === label)?.click as (() => void) | undefined)?.()
  return { items, done, click }
}

function flat(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])
}

suite('main/electron/appMenu', () => {
  for (const platform of ['darwin', 'linux'] as const) {
    test(`on ${platform} every command does what it says, and editing and quitting are always there`, () => {
      const { items, done, click } = rig(platform)
      for (const label of ['Start Recording…', 'Dashboard', 'New Note…', 'Pause All', 'Resume All', 'Stop All…', 'Make Text Larger', 'Make Text Smaller'])
        click(label)
      click('Standard Text Size')
      click('Welcome Guide')
      click('Quit Scribe')
      expect(done).toEqual(['start', 'dashboard', 'note', 'pause', 'resume', 'stop', 'text 1', 'text -1', 'text 0', 'welcome', 'quit'])
      expect(items.map(({ role }) => role)).toEqual(expect.arrayContaining(['editMenu', 'windowMenu', 'fileMenu']))
      const early = appMenuTemplate(null, platform).map(({ role }) => role)
      expect(early).toEqual(platform === 'darwin' ? ['appMenu', 'fileMenu', 'editMenu', 'windowMenu'] : ['fileMenu', 'editMenu', 'windowMenu'])
    })
  }

  test('a Mac has the app’s own menu with its shortcuts; no shortcut stands twice', () => {
    const { items, done, click } = rig('darwin')
    for (const label of ['About Scribe', 'Settings…']) click(label)
    expect(done).toEqual(['about', 'settings'])
    const accelerators = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator.replace('CommandOrControl', 'Command')]))
    expect(new Set(accelerators).size).toBe(accelerators.length)
    expect(items.find(({ label }) => label === 'Settings…')?.accelerator).toBe('Command+,')
  })

  test('nothing reloads a page or opens developer tools', () => {
    for (const platform of ['darwin', 'linux'] as const) {
      const roles = rig(platform).items.map(({ role }) => role)
      expect(roles.filter((role) => role === 'reload' || role === 'forceReload' || role === 'toggleDevTools' || role === 'viewMenu')).toEqual([])
    }
  })
})

suite('main/electron/textSizes', () => {
  const STEPS = [
    ['100', 1, '115'],
    ['115', -1, '100'],
    ['200', 1, '200'],
    ['100', -1, '100'],
    ['150', 0, '100'],
  ] as const
  for (const [from, step, to] of STEPS) test(`from ${from} by ${step}: ${to}`, () => expect(nextTextSize(from, step)).toBe(to))
})
