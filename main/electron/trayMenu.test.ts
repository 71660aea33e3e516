import type { MenuItemConstructorOptions } from 'electron'
import { expect, suite, test } from 'vitest'
import type { Repository } from '../../shared/domain/repository.ts'
import type { Session } from '../../shared/domain/session.ts'
import { sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import { trayMenuTemplate } from './trayMenu.ts'

function menuOf(sessions: readonly Session[], repositories: readonly Repository[] = [], option = false) {
  const done: string[] = []
  const items = trayMenuTemplate(
    { ...sampleState(sessions), repositories: [...repositories] },
    {
      run: (verb, on) => done.push(`${verb} ${on.map((session) => session.id).join(' ')}`),
      stopAll: (on) => done.push(`stop all ${on.map((session) => session.id).join(' ')}`),
      openPopover: (place) => done.push(place === undefined ? 'open' : `open ${JSON.stringify(place)}`),
      showWorklog: (session) => done.push(`worklog ${session.id}`),
      openDashboard: () => done.push('dashboard'),
      openSettings: () => done.push('settings'),
      openWelcome: () => done.push('welcome'),
      start: (root) => done.push(`start ${root}`),
      pauseNotices: (ms) => done.push(`pause ${ms}`),
      about: () => done.push('about'),
      quit: () => done.push('quit'),
      restart: () => done.push('restart'),
      openLog: () => done.push('log'),
    },
    option,
  )
  const click = (label: string): void => {
    const found = flat(items).find((item) => item.label === label)
    // The template's handlers take no arguments; Electron's type asks for three.
    ;(found?.click as (() => void) | undefined)?.()
  }
  return { items, done, click, labels: items.map((item) => item.label ?? '-') }
}

function flat(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])
}

suite('main/electron/trayMenu', () => {
  test('the Option key adds what helps when something is wrong', () => {
    const menu = menuOf([], [], true)
    for (const label of ['Restart Daemon', 'Show Log in Finder', 'About Scribe']) menu.click(label)
    expect(menu.done).toEqual(['restart', 'log', 'about'])
    expect(menuOf([]).labels).not.toContain('Restart Daemon')
  })

  test('with nothing live it offers to start and to quit, and nothing to pause', () => {
    const menu = menuOf([])
    expect(menu.labels).toEqual([
      'Not recording',
      '-',
      'Start Recording…',
      'Pause All',
      'Stop All…',
      '-',
      'New Note…',
      'Pause Notifications',
      '-',
      'Dashboard',
      'Settings…',
      'Help',
      '-',
      'About Scribe',
      'Quit Scribe',
    ])
    expect(menu.items.filter(({ enabled }) => enabled === false).map(({ label }) => label)).toEqual(['Not recording', 'Pause All', 'Stop All…', 'New Note…'])
    for (const label of ['Dashboard', 'Settings…', 'Welcome Guide', 'For 1 Hour', 'Turn On Again']) menu.click(label)
    expect(menu.done).toEqual(['dashboard', 'settings', 'welcome', 'pause 3600000', 'pause 0'])
  })

  test('sessions stand in order: recording before paused, the last changed first', () => {
    const sessions = [
      sampleSession({ id: 'a', backlog_id: 'B-1', state: 'paused', last_activity_at: 9 }),
      sampleSession({ id: 'b', backlog_id: 'B-2', last_activity_at: 1 }),
      sampleSession({ id: 'c', backlog_id: 'B-3', last_activity_at: 5 }),
    ]
    expect(menuOf(sessions).labels.slice(1, 4)).toEqual(['B-3  sample', 'B-2  sample', 'B-1  sample'])
  })

  test('a session can be paused and stopped, a paused one resumed', () => {
    const menu = menuOf([sampleSession({ id: 'a' })])
    for (const label of ['Pause', 'Stop', 'Quit Scribe', 'Start Recording…']) menu.click(label)
    expect(menu.done).toEqual(['session/pause a', 'session/stop a', 'quit', 'open {"view":"start","folder":null}'])
    const paused = menuOf([sampleSession({ id: 'a', state: 'paused' })])
    paused.click('Resume')
    expect(paused.done).toEqual(['session/resume a'])
  })

  test('a note and the worklog of one session, and a new note of any, are a press away', () => {
    const menu = menuOf([sampleSession({ id: 'a' })])
    for (const label of ['Add Note…', 'Show Worklog in Finder', 'New Note…']) menu.click(label)
    const note = (session: string | null): string => `open ${JSON.stringify({ view: 'note', session, text: null })}`
    expect(menu.done).toEqual([note('a'), 'worklog a', note(null)])
  })

  test('pause all takes those that record; when none does, resume all takes the paused', () => {
    const mixed = menuOf([sampleSession({ id: 'a' }), sampleSession({ id: 'b', state: 'paused' })])
    mixed.click('Pause All')
    expect(mixed.done).toEqual(['session/pause a'])
    const paused = menuOf([sampleSession({ id: 'b', state: 'paused' })])
    paused.click('Resume All')
    expect(paused.done).toEqual(['session/resume b'])
  })

  test('all can be stopped at once, and a repository at rest recorded with one press', () => {
    const menu = menuOf([sampleSession({ id: 'a' })], [{ root: '/r/other', name: 'other', branch: null, backlog_id: null, last_used_at: 1 }])
    for (const label of ['Stop All…', 'other']) menu.click(label)
    expect(menu.done).toEqual(['stop all a', 'start /r/other'])
  })

  test('at most eight sessions are listed; the rest are a click away', () => {
    const many = Array.from({ length: 12 }, (_, index) => sampleSession({ id: String(index), backlog_id: `B-${index}` }))
    const menu = menuOf(many)
    expect(menu.labels.filter((label) => label.startsWith('B-'))).toHaveLength(8)
    menu.click('All Sessions…')
    expect(menu.done).toEqual(['dashboard'])
  })

  test('hostile names stay one line of plain text', () => {
    const menu = menuOf([sampleSession({ repo_name: `a\u202Eb\u0007\nc & d${'x'.repeat(500)}` })])
    const label = menu.labels[1] ?? ''
    expect(label).toMatch(/^B-1 {2}abc && dx+$/)
    expect(label.length).toBeLessThan(90)
  })
})
