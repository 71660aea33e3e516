import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { NoticeKind } from '../../shared/domain/noticeKinds.ts'
import type { Session } from '../../shared/domain/session.ts'
import { SETTING_KEYS, type Settings } from '../../shared/domain/settings.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { type NotifierRig, notifierRig } from '../../testing/notifierRig.ts'
import { NOON } from '../../testing/sampleNotice.ts'

const MINUTE = 60_000

let rig: NotifierRig
beforeEach(() => {
  vi.useFakeTimers()
  rig = notifierRig()
})
afterEach(() => {
  rig.notifier.close()
  vi.useRealTimers()
})

const titles = (): string[] => rig.shown.map(({ title }) => title)
const updated = (differences: Partial<Session> = {}): void => rig.hub.publish({ topic: 'session.updated', session: sampleSession(differences) })
const stopped = (differences: Partial<Session>): void =>
  rig.hub.publish({ topic: 'session.stopped', session: sampleSession({ state: 'completed', ...differences }) })
/** The branch of a session that records moves, and moves on until it is told. */
const switchTo = (branch: string, id = '01SAMPLE'): void => {
  updated({ id, branch })
  rig.pass(5_000)
}

suite('main/notifications/notifier', () => {
  test('a real course of events: a branch moves, the notification says it once, five seconds later', () => {
    updated()
    updated({ branch: 'feat/B-2-other' })
    rig.pass(4_999)
    expect(rig.shown).toEqual([])
    rig.pass(1)
    expect(rig.shown).toEqual([
      {
        id: 'context.changed:01SAMPLE',
        group: '01SAMPLE',
        silent: true,
        alerted: false,
        sessionId: '01SAMPLE',
        title: 'Branch Changed: B-1',
        subtitle: 'sample',
        body: 'Now on feat/B-2-other. Recording goes on.',
        actions: [],
      },
    ])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('an alert that is cleared takes its notification back', () => {
    rig.alerts.raise({ code: 'watch.degraded', subject: '/r', args: { repo: '/repos/sample', reason: 'Too many files.' } })
    expect(rig.shown).toMatchObject([{ group: 'system', sessionId: null, body: 'sample: changes may be missed. Too many files.' }])
    rig.alerts.clear({ code: 'watch.degraded', subject: '/r' })
    expect(rig.removed).toContain('capture.degraded:watch.degraded:/r')
  })

  test('what is started here is not told, what is started elsewhere is', () => {
    for (const id of ['mine', 'theirs']) rig.hub.publish({ topic: 'session.started', session: sampleSession({ id }) })
    rig.notifier.startedHere('mine')
    rig.pass(1_000)
    expect(rig.shown.map(({ id }) => id)).toEqual(['session.started:theirs'])
  })

  test('a locked screen holds, unlocking tells what was held', () => {
    updated()
    rig.notifier.setAway(true)
    stopped({ stop_reason: 'idle' })
    rig.pass(60 * MINUTE)
    expect(rig.shown).toEqual([])
    rig.notifier.setAway(false)
    expect(rig.shown).toMatchObject([{ id: 'digest:system', title: 'While You Were Away', body: '1 session stopped.' }])
  })

  test('a window that is looked at shows it by itself', () => {
    updated()
    rig.notifier.setLooking(true)
    stopped({ stop_reason: 'idle' })
    rig.notifier.setLooking(false)
    expect(rig.shown).toEqual([])
  })

  test('a pause shows nothing until it is over or taken back', () => {
    updated()
    rig.notifier.pauseUntil(NOON + 60 * MINUTE)
    stopped({ stop_reason: 'idle' })
    rig.pass(30 * MINUTE)
    expect([rig.shown, rig.notifier.pausedUntil]).toEqual([[], NOON + 60 * MINUTE])
    rig.notifier.pauseUntil(0)
    updated()
    stopped({ stop_reason: 'push' })
    expect(titles()).toEqual(['B-1 Stopped After Push'])
  })

  test('nothing is shown after the end, and closing twice is fine', () => {
    updated()
    updated({ branch: 'other' })
    rig.notifier.close()
    rig.notifier.close()
    rig.pass(MINUTE)
    stopped({ stop_reason: 'idle' })
    expect([rig.shown, vi.getTimerCount()]).toEqual([[], 0])
  })
})

suite('main/notifications: what each setting changes', () => {
  const TESTED: (keyof Settings)[] = []
  const effect = (key: keyof Settings, what: string, run: () => void): void => {
    TESTED.push(key)
    test(`${key}: ${what}`, run)
  }

  const alert = (code: 'watch.degraded' | 'registry.corrupt' | 'store.failed' | 'session.idleWarning' | 'daemon.safeMode') => (): void => {
    rig.alerts.raise({ code, subject: '01SAMPLE', sessionId: '01SAMPLE', args: { repo: 'sample', minutes: 2 } })
  }
  const CAUSES: { readonly [K in NoticeKind]: () => void } = {
    'session.idleWarning': alert('session.idleWarning'),
    'session.stopped.idle': () => stopped({ stop_reason: 'idle' }),
    'session.stopped.branch': () => stopped({ stop_reason: 'branch' }),
    'session.stopped.push': () => stopped({ stop_reason: 'push' }),
    'session.stopped.limit': () => stopped({ stop_reason: 'limit' }),
    'context.changed': () => updated({ branch: 'other' }),
    'session.started': () => rig.hub.publish({ topic: 'session.started', session: sampleSession({ id: 'new' }) }),
    'session.interrupted': () => stopped({ state: 'interrupted', stop_reason: 'gone' }),
    'capture.degraded': alert('watch.degraded'),
    'registry.recovered': alert('registry.corrupt'),
    'data.notSaved': alert('store.failed'),
    'daemon.safeMode': alert('daemon.safeMode'),
    digest: () => {
      rig.notifier.setAway(true)
      alert('watch.degraded')()
      rig.notifier.setAway(false)
    },
  }
  const happen = (kind: NoticeKind): void => {
    updated()
    CAUSES[kind]()
    rig.pass(5_000)
  }

  for (const kind of Object.keys(CAUSES) as NoticeKind[]) {
    const key = `notify.kind.${kind}` as const
    effect(key, 'how loud this kind is', () => {
      rig.set({ 'notify.sound': true, [key]: 'quiet' })
      happen(kind)
      expect(rig.shown.map((shown) => shown.silent)).toEqual([true])
    })
    test(`${key}: an alert sounds, and off is silence where off can be`, () => {
      rig.set({ 'notify.sound': true, [key]: 'alert' })
      happen(kind)
      expect(rig.shown.map((shown) => shown.silent)).toEqual([false])
      if (kind === 'data.notSaved' || kind === 'daemon.safeMode') return
      rig.notifier.close()
      rig = notifierRig()
      rig.set({ [key]: 'off' })
      happen(kind)
      expect(rig.shown).toEqual([])
    })
  }

  effect('notify.enabled', 'off shows nothing but what may lose a record', () => {
    rig.set({ 'notify.enabled': false })
    happen('session.stopped.idle')
    happen('data.notSaved')
    expect(titles()).toEqual(['Something Cannot Be Written'])
  })

  effect('notify.sound', 'lets alerts sound', () => {
    happen('session.interrupted')
    rig.set({ 'notify.sound': true })
    rig.pass(61_000)
    happen('session.interrupted')
    expect(rig.shown.map(({ silent }) => silent)).toEqual([true, false])
  })

  effect('notify.quietHours', 'holds until they end, at the minute', () => {
    rig.set({ 'notify.quietHours': '14:01-15:00' })
    happen('session.stopped.idle')
    rig.pass(2 * MINUTE)
    happen('session.interrupted')
    expect(titles()).toEqual(['B-1 Stopped'])
    rig.pass(58 * MINUTE)
    expect(titles()).toEqual(['B-1 Stopped', 'While You Were Away'])
  })

  test('quiet hours that are switched off let go at once', () => {
    rig.set({ 'notify.quietHours': '13:00-15:00' })
    happen('session.stopped.idle')
    rig.set({ 'notify.quietHours': '' })
    expect(titles()).toEqual(['While You Were Away'])
  })

  effect('notify.quietDays', 'are the days on which they begin', () => {
    rig.set({ 'notify.quietHours': '13:00-15:00', 'notify.quietDays': 'workDays' })
    happen('session.stopped.idle')
    expect(titles()).toEqual(['B-1 Stopped'])
  })

  effect('notify.coalesce', 'is the time within which several become one', () => {
    rig.set({ 'notify.coalesce': 60 })
    for (const id of ['a', 'b']) updated({ id })
    stopped({ id: 'a', stop_reason: 'idle' })
    rig.pass(59_000)
    stopped({ id: 'b', stop_reason: 'idle' })
    expect(titles()).toEqual(['B-1 Stopped', '2 Sessions Stopped'])
    rig.set({ 'notify.coalesce': 0 })
    updated({ id: 'c' })
    stopped({ id: 'c', stop_reason: 'idle' })
    expect(titles().at(-1)).toBe('B-1 Stopped')
  })

  effect('notify.maxPerHour', 'is how many there are in an hour before the rest becomes a digest', () => {
    rig.set({ 'notify.maxPerHour': 2 })
    for (const id of ['a', 'b', 'c', 'd']) {
      updated({ id })
      switchTo('other', id)
    }
    expect(titles()).toHaveLength(2)
    rig.pass(60 * MINUTE)
    expect(rig.shown.at(-1)).toMatchObject({ id: 'digest:system', body: '2 changes of context.' })
  })

  test('every setting of notifications has its test', () => {
    expect([...TESTED].sort()).toEqual(SETTING_KEYS.filter((key) => key.startsWith('notify.')).sort())
  })
})
