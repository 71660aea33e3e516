import { expect, suite, test } from 'vitest'
import { DEFAULT_SETTINGS, SETTING_KEYS, type Settings } from '../../shared/domain/settings.ts'
import { NOTICE_KINDS, type Notice, type NoticeKind } from './notice.ts'
import { type Circumstances, decide, isQuiet } from './policy.ts'

const NOW = 10_000_000
const notice = (kind: Notice['kind'] = 'session.stopped.branch', sessionId: string | null = 's'): Notice => ({
  kind,
  sessionId,
  title: 'T',
  subtitle: '',
  body: 'B',
  actions: [],
})
const now = (rest: Partial<Circumstances> = {}, settings: Partial<Settings> = {}): Circumstances => ({
  settings: { ...DEFAULT_SETTINGS, ...settings },
  now: NOW,
  minuteOfDay: 600,
  away: false,
  pausedUntil: 0,
  watches: () => false,
  shown: [],
  ...rest,
})
const shownAt = (ago: number, id = 'other:x', sessionId: string | null = 'x') => ({ id, sessionId, at: NOW - ago })

suite('main/notifications/policy', () => {
  const TABLE: readonly [what: string, notice: Notice, at: Circumstances, decision: object][] = [
    ['with nothing against it', notice(), now(), { kind: 'show', silent: true }],
    ['with sound, where the person wants it', notice(), now({}, { 'notify.sound': true }), { kind: 'show', silent: false }],
    ['of a quiet kind', notice('session.stopped.idle'), now({}, { 'notify.sound': true }), { kind: 'show', silent: true }],
    ['of a kind that is off', notice(), now({}, { 'notify.kind.session.stopped.branch': 'off' }), { kind: 'drop', why: 'off' }],
    ['with notifications off', notice(), now({}, { 'notify.enabled': false }), { kind: 'drop', why: 'off' }],
    ['while paused', notice(), now({ pausedUntil: NOW + 1 }), { kind: 'hold', why: 'paused' }],
    ['after the pause', notice(), now({ pausedUntil: NOW }), { kind: 'show' }],
    ['in quiet hours', notice(), now({ minuteOfDay: 23 * 60 }, { 'notify.quietHours': '22:00-08:00' }), { kind: 'hold', why: 'quiet hours' }],
    [
      'critical, paused, in quiet hours and away',
      notice('data.notSaved'),
      now({ pausedUntil: NOW + 1, away: true, minuteOfDay: 0 }, { 'notify.quietHours': '22:00-08:00' }),
      { kind: 'show', silent: true },
    ],
    ['away from the screen', notice(), now({ away: true }), { kind: 'hold', why: 'away' }],
    ['a warning nobody can answer', notice('session.idleWarning'), now({ away: true }), { kind: 'drop' }],
    ['in sight of the person', notice(), now({ watches: (id) => id === 's' }), { kind: 'drop', why: 'in sight' }],
    [
      'the same again within the coalescing time',
      notice(),
      now({ shown: [shownAt(29_000, 'session.stopped.branch:s', 's')] }, { 'notify.sound': true }),
      { kind: 'show', silent: true },
    ],
    [
      'another of a session that just spoke',
      notice('session.stopped.push'),
      now({ shown: [shownAt(59_000, 'context.changed:s', 's')] }),
      { kind: 'hold', why: 'just spoke' },
    ],
    ['another of a session a minute later', notice('session.stopped.push'), now({ shown: [shownAt(60_000, 'context.changed:s', 's')] }), { kind: 'show' }],
    ['the warning of a session that just spoke', notice('session.idleWarning'), now({ shown: [shownAt(1_000, 'context.changed:s', 's')] }), { kind: 'show' }],
    [
      'changed context within five minutes',
      notice('context.changed'),
      now({ shown: [shownAt(299_000, 'context.changed:s', 's')] }),
      { kind: 'drop', why: 'told already' },
    ],
    ['changed context after five minutes', notice('context.changed'), now({ shown: [shownAt(300_000, 'context.changed:s', 's')] }), { kind: 'show' }],
    ['beyond what an hour may bring', notice(), now({ shown: [shownAt(10), shownAt(20)] }, { 'notify.maxPerHour': 2 }), { kind: 'hold', why: 'too many' }],
    ['a digest, always', notice('digest', null), now({}, { 'notify.enabled': false }), { kind: 'show', silent: true }],
  ]
  for (const [what, said, at, decision] of TABLE) test(what, () => expect(decide(said, at)).toMatchObject(decision))

  test('a span of the day may pass midnight', () => {
    const at = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
    expect(['22:00', '23:59', '00:00', '07:59'].map((time) => isQuiet('22:00-08:00', at(time)))).toEqual([true, true, true, true])
    expect(['08:00', '21:59'].map((time) => isQuiet('22:00-08:00', at(time)))).toEqual([false, false])
    expect([isQuiet('12:00-13:00', at('12:30')), isQuiet('12:00-13:00', at('13:00')), isQuiet('', 0), isQuiet('09:00-09:00', at('09:00'))]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  test('every kind has its setting, every such setting its kind, and each setting above was turned', () => {
    const keys = SETTING_KEYS.filter((key) => key.startsWith('notify.kind.')).map((key) => key.slice('notify.kind.'.length))
    expect(keys.sort()).toEqual([...NOTICE_KINDS].sort())
    for (const kind of NOTICE_KINDS as readonly NoticeKind[])
      expect(decide(notice(kind), now({}, { [`notify.kind.${kind}`]: 'off' }))).toEqual({ kind: 'drop', why: 'off' })
    const others = SETTING_KEYS.filter((key) => key.startsWith('notify.') && !key.startsWith('notify.kind.'))
    expect(others).toEqual(['notify.enabled', 'notify.quietHours', 'notify.coalesce', 'notify.maxPerHour', 'notify.sound'])
  })
})
