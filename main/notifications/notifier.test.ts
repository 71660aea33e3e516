import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts'
import { emptyState } from '../../shared/state/appState.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { Notifier } from './notifier.ts'

suite('main/notifications/notifier', () => {
  let told: string[]
  let now: number
  let minute: number
  let settings: Settings
  let notifier: Notifier
  const session = (id: string): Session => sampleSession({ id, backlog_id: `B-${id}`, repo_name: 'sample' })

  beforeEach(() => {
    vi.useFakeTimers()
    told = []
    now = 1_000_000
    minute = 600
    settings = DEFAULT_SETTINGS
    notifier = new Notifier({
      surface: { show: (id, notice) => told.push(`${id} ${notice.title}: ${notice.body}`), remove: (id) => told.push(`removed ${id}`) },
      settings: () => settings,
      state: () => ({ ...emptyState('e', { version: '1', pid: 1, since: 0, host: 'app' }), sessions: { a: session('a') } }),
      now: () => now,
      minuteOfDay: () => minute,
      watches: () => false,
    })
  })
  afterEach(() => {
    notifier.close()
    vi.useRealTimers()
  })
  const stop = (id: string): void => notifier.hear({ topic: 'session.stopped', session: { ...session(id), state: 'completed', stop_reason: 'branch' } })

  test('what was held while the person was away is one digest', () => {
    notifier.setAway(true)
    for (const id of ['a', 'b', 'c']) stop(id)
    expect([told, notifier.waiting]).toEqual([[], 3])
    notifier.setAway(false)
    expect([told, notifier.waiting]).toEqual([['digest:system While You Were Away: 3 sessions stopped.'], 0])
  })

  test('a single one that was held comes as itself', () => {
    notifier.setAway(true)
    stop('a')
    notifier.setAway(false)
    expect(told).toEqual([expect.stringMatching(/^session\.stopped\.branch:a Branch Changed/)])
  })

  test('quiet hours end by themselves; nothing is lost in them', () => {
    settings = { ...settings, 'notify.quietHours': '09:00-11:00' }
    stop('a')
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual([])
    minute = 661
    vi.advanceTimersByTime(60_000)
    expect(told).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a pause holds until it is over or taken back', () => {
    notifier.pauseUntil(now + 10_000)
    stop('a')
    expect(told).toEqual([])
    notifier.pauseUntil(0)
    expect(told).toHaveLength(1)
  })

  test('changed context is known from what was seen before, and an archived session is forgotten', () => {
    notifier.hear({ topic: 'session.updated', session: { ...session('a'), branch: 'other' } })
    expect(told).toEqual([expect.stringContaining('Now on other')])
    notifier.hear({ topic: 'session.archived', ids: ['a'] })
    now += 600_000
    notifier.hear({ topic: 'session.updated', session: { ...session('a'), branch: 'third' } })
    expect(told).toHaveLength(1)
  })

  test('a warning is taken off the screen when it does not hold any more', () => {
    notifier.hear({ topic: 'alert.cleared', id: 'session.idleWarning:a' })
    expect(told).toEqual(['removed session.idleWarning:a'])
  })
})
