import { expect, suite, test } from 'vitest'
import { NOTICE_KINDS, type NoticeKind } from '../../shared/domain/noticeKinds.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts'
import { NOON, sampleNotice } from '../../testing/sampleNotice.ts'
import { type Circumstances, type Shown, verdict } from './verdict.ts'

const QUIET = { 'notify.quietHours': '00:00-23:59' } as const
const MINUTE = 60_000

function circumstances(settings: Partial<Settings> = {}, differences: Partial<Circumstances> = {}): Circumstances {
  return { settings: { ...DEFAULT_SETTINGS, ...settings }, now: NOON, pausedUntil: 0, away: false, looking: false, shown: [], ...differences }
}

function shown(differences: Partial<Shown> & { kind?: NoticeKind; session?: string } = {}): Shown {
  const notice = sampleNotice({
    kind: differences.kind ?? 'session.interrupted',
    subject: differences.session ?? '01SAMPLE',
    sessionId: differences.session ?? '01SAMPLE',
  })
  return { id: `${notice.kind}:${notice.subject}`, at: NOON - 10_000, notices: [notice], ...differences }
}

suite('main/notifications/verdict', () => {
  const OTHER = shown({ kind: 'session.interrupted', session: 'other' })
  const FULL = Array.from({ length: 20 }, (_, n) => ({ ...OTHER, id: `n${n}`, at: NOON - 50 * MINUTE }))

  // In the order of the checks: whatever holds further down changes nothing.
  const everything: Circumstances = circumstances(
    { ...QUIET, 'notify.kind.session.interrupted': 'off' },
    { pausedUntil: NOON + 1, away: true, looking: true, shown: [shown(), ...FULL] },
  )
  const ORDER: readonly [what: string, removes: Partial<Settings> | Partial<Circumstances>, outcome: object][] = [
    ['a kind that is off says nothing', {}, { kind: 'drop', why: 'off' }],
    ['then a pause', { 'notify.kind.session.interrupted': 'alert' }, { kind: 'drop', why: 'paused' }],
    ['then quiet hours', { pausedUntil: 0 }, { kind: 'hold', why: 'quietHours' }],
    ['then a locked screen', { 'notify.quietHours': '' }, { kind: 'hold', why: 'away' }],
    ['then a window that shows it', { away: false }, { kind: 'inPlace' }],
    ['then the same within the time', { looking: false }, { kind: 'replace', shown: everything.shown[0] }],
    ['then another of its session', { shown: [shown({ kind: 'context.changed' }), ...FULL] }, { kind: 'later', at: NOON + 50_000 }],
    ['then the number in an hour', { shown: FULL }, { kind: 'hold', why: 'tooMany' }],
    ['then it is shown', { shown: FULL.slice(1) }, { kind: 'show', silent: true }],
  ]
  let now = everything
  for (const [what, removes, outcome] of ORDER) {
    const isSetting = Object.keys(removes).some((key) => key.startsWith('notify.'))
    now = isSetting ? { ...now, settings: { ...now.settings, ...removes } } : { ...now, ...(removes as Partial<Circumstances>) }
    const held = now
    test(what, () => expect(verdict(sampleNotice(), held)).toEqual(outcome))
  }

  test('what may lose a record passes every check, and is silent where quiet is wanted', () => {
    const critical = sampleNotice({ kind: 'data.notSaved', subject: 'store.failed:/r', sessionId: null, words: 'data.notSaved' })
    const loud = { 'notify.sound': true }
    expect(verdict(critical, { ...everything, settings: { ...everything.settings, ...loud, 'notify.enabled': false } })).toEqual({ kind: 'show', silent: true })
    expect(verdict(critical, circumstances(loud, { away: true, looking: true, shown: FULL }))).toEqual({ kind: 'show', silent: false })
    expect(verdict(critical, circumstances({ ...loud, 'notify.kind.data.notSaved': 'quiet' }))).toEqual({ kind: 'show', silent: true })
    expect(verdict(critical, circumstances(loud, { pausedUntil: NOON + 1 }))).toEqual({ kind: 'show', silent: true })
  })

  test('the master switch is the switch of every other kind', () => {
    for (const kind of NOTICE_KINDS) {
      const { kind: outcome } = verdict(sampleNotice({ kind }), circumstances({ 'notify.enabled': false }))
      expect([kind, outcome]).toEqual([kind, kind === 'data.notSaved' || kind === 'daemon.safeMode' ? 'show' : 'drop'])
    }
  })

  test('a sound is for alerts only, and only when it is wanted', () => {
    const silent = (settings: Partial<Settings>) => verdict(sampleNotice(), circumstances(settings))
    expect(silent({})).toEqual({ kind: 'show', silent: true })
    expect(silent({ 'notify.sound': true })).toEqual({ kind: 'show', silent: false })
    expect(silent({ 'notify.sound': true, 'notify.kind.session.interrupted': 'quiet' })).toEqual({ kind: 'show', silent: true })
  })

  test('a pause ends at its time', () => {
    expect(verdict(sampleNotice(), circumstances({}, { pausedUntil: NOON + 1 })).kind).toBe('drop')
    expect(verdict(sampleNotice(), circumstances({}, { pausedUntil: NOON })).kind).toBe('show')
  })

  test('an idle warning is not kept for somebody who is away', () => {
    const warning = sampleNotice({ kind: 'session.idleWarning', words: 'idleWarning' })
    expect(verdict(warning, circumstances({}, { away: true }))).toEqual({ kind: 'drop', why: 'away' })
  })

  const AGAIN: readonly [kind: NoticeKind, seconds: number, settings: Partial<Settings>, outcome: string][] = [
    ['session.interrupted', 29, {}, 'replace'],
    ['session.interrupted', 61, {}, 'show'],
    ['session.interrupted', 299, { 'notify.coalesce': 300 }, 'replace'],
    ['session.interrupted', 1, { 'notify.coalesce': 0 }, 'later'],
    ['context.changed', 299, { 'notify.coalesce': 0 }, 'replace'],
    ['context.changed', 301, {}, 'show'],
    ['data.notSaved', 10, {}, 'replace'],
  ]
  for (const [kind, seconds, settings, outcome] of AGAIN) {
    test(`${kind} again after ${seconds} s with ${JSON.stringify(settings)}: ${outcome}`, () => {
      const before = shown({ kind, at: NOON - seconds * 1000 })
      expect(verdict(sampleNotice({ kind }), circumstances(settings, { shown: [before] })).kind).toBe(outcome)
    })
  }

  test('several that stopped when idle become one, other kinds do not', () => {
    const other = (kind: NoticeKind) => circumstances({}, { shown: [shown({ kind, session: 'other' })] })
    expect(verdict(sampleNotice({ kind: 'session.stopped.idle' }), other('session.stopped.idle')).kind).toBe('replace')
    expect(verdict(sampleNotice({ kind: 'session.stopped.push' }), other('session.stopped.push')).kind).toBe('show')
  })
})
