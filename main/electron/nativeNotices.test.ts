import { EventEmitter } from 'node:events'
import type { Notification, NotificationConstructorOptions } from 'electron'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Presented } from '../notifications/notifier.ts'
import { NativeNotices, type NotificationSystem } from './nativeNotices.ts'
import { Unseen } from './unseen.ts'

const STOP = { name: 'session/stop', input: { session: 's' } } as const

function presented(differences: Partial<Presented> = {}): Presented {
  const words = { title: 'B-1 Stopped', subtitle: 'sample', body: 'Idle.', actions: [{ text: 'Stop Now', command: STOP }] }
  return { id: 'k:s', group: 's', silent: true, sessionId: 's', alerted: false, ...words, ...differences }
}

class SystemNotification extends EventEmitter {
  static made: SystemNotification[] = []
  static removed: string[] = []
  static supported = true
  readonly options: NotificationConstructorOptions
  shown = 0
  constructor(options: NotificationConstructorOptions) {
    super()
    this.options = options
    SystemNotification.made.push(this)
  }
  static isSupported = () => SystemNotification.supported
  static remove = (id: string) => SystemNotification.removed.push(id)
  static removeGroup = (id: string) => SystemNotification.removed.push(`group ${id}`)
  static removeAll = () => SystemNotification.removed.push('all')
  show(): void {
    this.shown++
  }
}

let said: string[]
let notices: NativeNotices
/** The alerts of the app, by subject. */
let alerts: Map<string, unknown>

beforeEach(() => {
  vi.useFakeTimers()
  SystemNotification.made = []
  SystemNotification.removed = []
  SystemNotification.supported = true
  said = []
  alerts = new Map()
  const unseen = new Unseen({
    raise: ({ code, subject, args }) => void alerts.set(`${code} ${subject}`, args ?? null),
    clear: ({ code, subject }) => void alerts.delete(`${code} ${subject}`),
  })
  notices = new NativeNotices({
    run: (command) => said.push(command.name),
    open: ({ sessionId }) => said.push(`open ${sessionId}`),
    unseen: (shown) => unseen.tell(shown),
    takenBack: (id) => unseen.takeBack(id),
    system: SystemNotification as unknown as NotificationSystem,
  })
})
afterEach(() => {
  notices.close()
  vi.useRealTimers()
})

const made = (): SystemNotification & Notification => SystemNotification.made.at(-1) as SystemNotification & Notification

suite('main/electron/nativeNotices', () => {
  test('what is shown has its identifier, its thread, its words and its buttons', async () => {
    const shown = notices.show(presented())
    expect(made().options).toEqual({
      id: 'k:s',
      groupId: 's',
      title: 'B-1 Stopped',
      subtitle: 'sample',
      body: 'Idle.',
      silent: true,
      actions: [{ type: 'button', text: 'Stop Now' }],
    })
    made().emit('show')
    expect([await shown, made().shown, alerts.size]).toEqual([true, 1, 0])
    vi.advanceTimersByTime(10_000)
    expect(alerts.size).toBe(0)
  })

  test('what the system refuses is told in the app, with its text', async () => {
    const shown = notices.show(presented())
    made().emit('failed', {}, 'not allowed')
    expect(await shown).toBe(false)
    expect([...alerts]).toEqual([['notify.unshown k:s', { title: 'B-1 Stopped', body: 'Idle.' }]])
  })

  test('a system that answers neither way within three seconds has shown nothing', async () => {
    const shown = notices.show(presented())
    vi.advanceTimersByTime(2_999)
    expect(alerts.size).toBe(0)
    vi.advanceTimersByTime(1)
    expect(await shown).toBe(false)
    expect(alerts.get('notify.unshown k:s')).toEqual({ title: 'B-1 Stopped', body: 'Idle.' })
    made().emit('show')
    expect(alerts.size).toBe(1)
  })

  test('what an alert says already is not said twice; what does not hold any more is taken back', () => {
    for (const [id, alerted] of [
      ['a', true],
      ['b', false],
    ] as const) {
      void notices.show(presented({ id, alerted }))
      made().emit('failed', {}, 'no')
    }
    expect([...alerts.keys()]).toEqual(['notify.unshown b'])
    notices.remove('b')
    expect([...alerts.keys()]).toEqual([])
  })

  test('only a few texts wait in the app, the newest', () => {
    for (const id of ['1', '2', '3', '4', '5', '6', '7', '6']) {
      void notices.show(presented({ id }))
      made().emit('failed', {}, 'no')
    }
    expect([...alerts.keys()]).toEqual(['3', '4', '5', '7', '6'].map((id) => `notify.unshown ${id}`))
  })

  test('a click leads to its place, a button runs its command, an unknown button nothing', () => {
    void notices.show(presented())
    const notification = made()
    notification.emit('show')
    notification.emit('click')
    notification.emit('action', { actionIndex: 0 })
    notification.emit('action', { actionIndex: 7 })
    expect(said).toEqual(['open s', 'session/stop'])
  })

  test('taking back removes what was shown, once, and nothing that was not', () => {
    void notices.show(presented())
    made().emit('show')
    for (const id of ['k:s', 'k:s', 'unknown']) notices.remove(id)
    void notices.show(presented())
    notices.removeGroup('s')
    expect(SystemNotification.removed).toEqual(['k:s', 'group s'])
  })

  test('those of an earlier run are removed at the start', () => {
    notices.start()
    expect(SystemNotification.removed).toEqual(['all'])
  })

  test('a system without notifications has everything told in the app', async () => {
    SystemNotification.supported = false
    notices.start()
    expect([await notices.show(presented()), SystemNotification.made, alerts.size]).toEqual([false, [], 1])
  })

  test('after the end no answer is waited for', () => {
    void notices.show(presented())
    notices.close()
    vi.advanceTimersByTime(10_000)
    expect([alerts.size, vi.getTimerCount()]).toEqual([0, 0])
  })
})
