import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { NOTICE_KINDS } from '../../shared/domain/noticeKinds.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts'
import { sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import { NOON, sampleNotice, sampleWorld } from '../../testing/sampleNotice.ts'
import { type Notice, noticeId } from './notice.ts'
import { advance, type Effect, type Memory, NOTHING_YET, nextDue, type World } from './plan.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Plays steps one after another; each is a notice, identifiers taken back, or only a time, with what has changed by then. */
function play(steps: readonly { at?: number; tell?: readonly Notice[]; gone?: readonly string[]; world?: Partial<World> }[]) {
  let memory: Memory = NOTHING_YET
  let world = sampleWorld()
  const effects: Effect[][] = []
  for (const { at = 0, tell = [], gone = [], world: changed = {} } of steps) {
    world = { ...world, ...changed, now: NOON + at }
    const planned = advance(memory, world, { notices: tell, gone })
    memory = planned.memory
    effects.push([...planned.effects])
  }
  return { memory, world, effects, due: nextDue(memory, world) }
}

const shownIds = (effects: readonly Effect[]): string[] => effects.flatMap((effect) => (effect.kind === 'show' ? [effect.id] : []))
const stopped = (id: string): Notice =>
  sampleNotice({ kind: 'session.stopped.idle', words: 'stopped.idle', subject: id, sessionId: id, args: { id: id.toUpperCase(), minutes: 30, changes: 2 } })
const ended = sampleState(['a', 'b', 'c'].map((id) => sampleSession({ id, state: 'completed' })))
const live = sampleState([sampleSession()])
const settings = (changed: Partial<Settings>): Settings => ({ ...DEFAULT_SETTINGS, ...changed })
const branch = (from: string, to: string): Notice => sampleNotice({ kind: 'context.changed', words: 'branch', args: { id: 'B-1', from, branch: to } })

suite('main/notifications/plan', () => {
  test('what nothing holds back is shown at once', () => {
    const { effects, due } = play([{ tell: [sampleNotice()] }])
    expect(effects[0]).toEqual([{ kind: 'show', id: 'session.interrupted:01SAMPLE', notices: [sampleNotice()], silent: true }])
    expect(due).toBeNull()
  })

  test('a change of branch settles for five seconds and is then told', () => {
    const notice = branch('main', 'feat/B-1-sample')
    const { effects } = play([{ world: { state: live }, tell: [notice] }, { at: 4_999 }, { at: 5_000 }])
    expect(effects.map(shownIds)).toEqual([[], [], ['context.changed:01SAMPLE']])
    expect(play([{ world: { state: live }, tell: [notice] }]).due).toBe(NOON + 5_000)
  })

  test('there and back within the five seconds is nothing', () => {
    const there = branch('feat/B-1-sample', 'other')
    const back = branch('other', 'feat/B-1-sample')
    const { effects } = play([{ world: { state: live }, tell: [there] }, { at: 2_000, tell: [back] }, { at: 9_000 }])
    expect(effects.flatMap(shownIds)).toEqual([])
  })

  test('a commit after the checkout does not hide that the branch changed; a conflict is told before both', () => {
    const head = sampleNotice({ kind: 'context.changed', words: 'head', args: { id: 'B-1', commit: 'abc' } })
    const conflict = sampleNotice({ kind: 'context.changed', words: 'conflict', args: { id: 'B-1', path: 'a.ts', other: 'b' } })
    const told = (notices: Notice[]) =>
      play([{ world: { state: live }, tell: notices }, { at: 5_000 }])
        .effects.flat()
        .flatMap((effect) => (effect.kind === 'show' ? effect.notices.map(({ words }) => words) : []))
    expect(told([branch('main', 'feat/B-1-sample'), head])).toEqual(['branch'])
    expect(told([head, branch('main', 'feat/B-1-sample')])).toEqual(['branch'])
    expect(told([branch('main', 'feat/B-1-sample'), conflict, head])).toEqual(['conflict'])
  })

  test('a steady stream is told after the first has settled, not after the last', () => {
    const steps = Array.from({ length: 8 }, (_, n) => ({ at: n * 1000, tell: [branch('main', 'feat/B-1-sample')], world: { state: live } }))
    expect(play(steps).effects.findIndex((effects) => effects.length > 0)).toBe(5)
  })

  test('a stop that is taken back while it settles is not told', () => {
    const stop = sampleNotice({ kind: 'session.stopped.branch', words: 'stopped.branch', args: { id: 'B-1', branch: 'other' } })
    expect(play([{ tell: [stop] }, { at: 5_000 }]).effects.flatMap(shownIds)).toEqual(['session.stopped.branch:01SAMPLE'])
    expect(play([{ tell: [stop] }, { at: 5_000, world: { state: live } }]).effects.flatMap(shownIds)).toEqual([])
  })

  test('a session started from a window of the app needs no telling', () => {
    const start = sampleNotice({ kind: 'session.started', words: 'started' })
    const here = { startedHere: new Set(['01SAMPLE']), state: live }
    expect(play([{ tell: [start], world: { state: live } }, { at: 1_000 }]).effects.flatMap(shownIds)).toEqual(['session.started:01SAMPLE'])
    expect(
      play([
        { tell: [start], world: { state: live } },
        { at: 1_000, world: here },
      ]).effects.flatMap(shownIds),
    ).toEqual([])
  })

  test('several that stop within half a minute are one notification in the end', () => {
    const { effects } = play([
      { world: { state: ended }, tell: [stopped('a')] },
      { at: 10_000, tell: [stopped('b')] },
      { at: 29_000, tell: [stopped('c')] },
      { at: 31_000, tell: [stopped('a')] },
    ])
    expect(effects[1]).toEqual([
      { kind: 'remove', id: 'session.stopped.idle:a' },
      { kind: 'show', id: 'session.stopped.idle:*', notices: [stopped('a'), stopped('b')], silent: true },
    ])
    expect(effects[2]).toMatchObject([{ kind: 'show', id: 'session.stopped.idle:*', notices: [{ subject: 'a' }, { subject: 'b' }, { subject: 'c' }] }])
    expect(effects[3]).toEqual([])
  })

  test('the same again within its time takes its own place, and does not count twice', () => {
    const again = { tell: [sampleNotice({ args: { id: 'again' } })] }
    const { effects, memory } = play([{ tell: [sampleNotice()] }, { at: 20_000, ...again }])
    expect(effects[1]).toMatchObject([{ kind: 'show', id: 'session.interrupted:01SAMPLE', silent: true, notices: [{ args: { id: 'again' } }] }])
    expect(memory.shown).toMatchObject([{ at: NOON }])
  })

  test('another about the same session waits until the minute is over', () => {
    const { effects, due } = play([
      { world: { state: live }, tell: [branch('main', 'feat/B-1-sample')] },
      { at: 5_000 },
      { at: 20_000, tell: [sampleNotice({ kind: 'session.idleWarning', words: 'idleWarning' })] },
    ])
    expect([effects[2], due]).toEqual([[], NOON + 65_000])
    expect(
      play([
        { world: { state: live }, tell: [branch('main', 'feat/B-1-sample')] },
        { at: 5_000 },
        { at: 20_000, tell: [sampleNotice({ kind: 'session.idleWarning', words: 'idleWarning' })] },
        { at: 65_000 },
      ]).effects.flatMap(shownIds),
    ).toEqual(['context.changed:01SAMPLE', 'session.idleWarning:01SAMPLE'])
  })

  test('what is taken back is removed wherever it is', () => {
    const id = 'context.changed:01SAMPLE'
    const waiting = play([{ world: { state: live }, tell: [branch('main', 'x')] }, { at: 1_000, gone: [id] }, { at: 9_000 }])
    expect(waiting.effects).toEqual([[], [{ kind: 'remove', id }], []])
    const held = play([{ world: { away: true }, tell: [sampleNotice()] }, { gone: ['session.interrupted:01SAMPLE'] }, { world: { away: false } }])
    expect(held.effects.flatMap(shownIds)).toEqual([])
    const merged = play([
      { world: { state: ended }, tell: [stopped('a')] },
      { tell: [stopped('b')] },
      { gone: ['session.stopped.idle:a'] },
      { at: 1_000, tell: [stopped('c')] },
    ])
    expect(merged.effects[3]).toMatchObject([{ notices: [{ subject: 'b' }, { subject: 'c' }] }])
  })

  test('what is held while nobody is there becomes one digest afterwards', () => {
    const { effects } = play([
      { world: { away: true, state: ended }, tell: [stopped('a'), stopped('b')] },
      { at: MINUTE, tell: [sampleNotice({ kind: 'capture.degraded', words: 'capture.degraded', subject: 'x', sessionId: null })] },
      { at: HOUR, world: { away: false } },
      { at: 2 * HOUR },
    ])
    expect(effects.map((step) => step.length)).toEqual([0, 0, 1, 0])
    expect(effects[2]).toMatchObject([{ id: 'digest:system', notices: [{ args: { counts: '2 sessions stopped, 1 problem' } }] }])
  })

  test('quiet hours end with a digest, at the minute they end', () => {
    const quiet = settings({ 'notify.quietHours': '13:00-15:00' })
    const steps = [{ world: { settings: quiet }, tell: [sampleNotice()] }]
    expect(play(steps).due).toBe(NOON + HOUR)
    expect(play([...steps, { at: HOUR - 1 }, { at: HOUR }]).effects.map(shownIds)).toEqual([[], [], ['digest:system']])
  })

  test('above the number in an hour the rest is one digest, as soon as there is room', () => {
    const few = settings({ 'notify.maxPerHour': 2 })
    const about = (subject: string) => sampleNotice({ kind: 'capture.degraded', words: 'capture.degraded', subject, sessionId: null })
    const steps = [
      { world: { settings: few }, tell: [about('a')] },
      { at: MINUTE, tell: [about('b')] },
      { at: 2 * MINUTE, tell: [about('c'), about('d')] },
    ]
    const { effects, due } = play(steps)
    expect([effects.map(shownIds), due]).toEqual([[['capture.degraded:a'], ['capture.degraded:b'], []], NOON + HOUR])
    expect(play([...steps, { at: HOUR }]).effects[3]).toMatchObject([{ id: 'digest:system', notices: [{ args: { counts: '2 problems' } }] }])
  })

  test('a digest that is not wanted, or a pause, empties what was held', () => {
    const held = { world: { away: true }, tell: [sampleNotice()] }
    for (const changed of [{ settings: settings({ 'notify.kind.digest': 'off' }) }, { pausedUntil: NOON + 1 }]) {
      const { effects, memory } = play([held, { world: { away: false, ...changed } }])
      expect([effects.flatMap(shownIds), memory.held]).toEqual([[], []])
    }
  })

  test('a clock that is set back does not silence what comes', () => {
    const { effects } = play([{ tell: [sampleNotice()] }, { at: -2 * HOUR, tell: [sampleNotice()] }])
    expect(effects.map(shownIds)).toEqual([['session.interrupted:01SAMPLE'], ['session.interrupted:01SAMPLE']])
  })

  test('no history keeps more than a bound, shows a kind that is off, or shows more new ones in an hour than are wanted', () => {
    const anyNotice = fc
      .record({ kind: fc.constantFrom(...NOTICE_KINDS), n: fc.nat(400) })
      .map(({ kind, n }) => sampleNotice({ kind, subject: `s${n}`, sessionId: null }))
    const anyStep = fc.record({ wait: fc.nat(10 * MINUTE), tell: fc.array(anyNotice, { maxLength: 60 }), away: fc.boolean() })
    const wanted = settings({ 'notify.maxPerHour': 5, 'notify.coalesce': 0, 'notify.kind.registry.recovered': 'off' })
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 12 }), (steps) => {
        let memory = NOTHING_YET
        let now = NOON
        const news: { id: string; at: number }[] = []
        for (const { wait, tell, away } of steps) {
          now += wait
          const before = new Set(memory.shown.map(({ id }) => id))
          const planned = advance(memory, sampleWorld({ now, away, settings: wanted }), { notices: tell, gone: [] })
          memory = planned.memory
          for (const id of shownIds(planned.effects)) if (!before.has(id) && !/^(data|daemon)/.test(id)) news.push({ id, at: now })
          expect(memory.waiting.length).toBeLessThanOrEqual(260)
          expect(memory.held.length).toBeLessThanOrEqual(200)
        }
        expect(news.filter(({ id }) => id.startsWith('registry'))).toEqual([])
        for (const { at } of news) expect(news.filter((other) => other.at <= at && at - other.at < HOUR).length).toBeLessThanOrEqual(5)
        const ids = memory.waiting.map(({ notice }) => noticeId(notice))
        expect(new Set(ids).size).toBe(ids.length)
      }),
    )
  })
})
