import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { goBack, goForward, goTo, isIn, listBehind, readView, sessionBehind, type View, wayFrom } from './view.ts'

const LIVE: View = { kind: 'sessions', group: 'live' }
const ONE: View = { kind: 'session', id: 's1', tab: 'timeline' }
const ALERTS: View = { kind: 'alerts' }

suite('renderer/dashboard/view', () => {
  test('back and forward lead through the views as they were seen', () => {
    const way = goTo(goTo(wayFrom(LIVE), ONE), ALERTS)
    expect(goBack(way).now).toEqual(ONE)
    expect(goBack(goBack(goBack(way))).now).toEqual(LIVE)
    expect(goForward(goBack(way)).now).toEqual(ALERTS)
    expect(goForward(way)).toBe(way)
  })

  test('going somewhere else ends what lay ahead; going where one is leaves no trace', () => {
    const way = goTo(goBack(goTo(wayFrom(LIVE), ONE)), ALERTS)
    expect(way).toEqual({ past: [LIVE], now: ALERTS, future: [] })
    expect(goTo(way, { kind: 'alerts' })).toBe(way)
  })

  test('a search that is being typed is one step', () => {
    const search = (query: string): View => ({ kind: 'search', query, session: null })
    const way = ['r', 're', 'ren'].reduce((before, query) => goTo(before, search(query)), wayFrom(LIVE))
    expect(way).toEqual({ past: [LIVE], now: search('ren'), future: [] })
  })

  test('walking through a list leaves its first step and its last', () => {
    const way = ['s2', 's3', 's4'].reduce((before, id) => goTo(before, { kind: 'session', id, tab: 'timeline' }, true), goTo(wayFrom(LIVE), ONE))
    expect(way).toMatchObject({ past: [LIVE], now: { id: 's4' } })
  })

  test('the way does not grow for ever', () => {
    let way = wayFrom(LIVE)
    for (let n = 0; n < 300; n++) way = goTo(way, { kind: 'session', id: `s${n}`, tab: 'info' })
    expect(way.past).toHaveLength(100)
  })

  test('beside an open session stands the list seen last, or the one it belongs to', () => {
    const repository: View = { kind: 'repository', root: '/r' }
    expect(listBehind(goTo(goTo(wayFrom(LIVE), repository), ONE), null)).toEqual(repository)
    expect(listBehind(wayFrom(ONE), sampleSession({ state: 'interrupted' }))).toEqual({ kind: 'sessions', group: 'interrupted' })
    expect(listBehind(wayFrom(ONE), null)).toEqual(LIVE)
  })

  test('a search knows the session it began at', () => {
    const here: View = { kind: 'search', query: 'x', session: 's9' }
    expect(sessionBehind(wayFrom(ONE))).toBe('s1')
    expect(sessionBehind(goTo(wayFrom(ONE), { kind: 'search', query: 'x', session: null }))).toBe('s1')
    expect(sessionBehind(wayFrom(here))).toBe('s9')
    expect(sessionBehind(goTo(wayFrom(LIVE), { kind: 'search', query: 'x', session: null }))).toBeNull()
  })

  test('a session is in the list of its state, and in that of its repository', () => {
    const session = sampleSession({ state: 'paused' })
    expect(isIn({ kind: 'sessions', group: 'paused' }, session)).toBe(true)
    expect(isIn({ kind: 'sessions', group: 'live' }, session)).toBe(false)
    expect(isIn({ kind: 'repository', root: session.repo }, session)).toBe(true)
    expect(isIn({ kind: 'repository', root: '/other' }, session)).toBe(false)
  })

  for (const view of [LIVE, ONE, ALERTS, { kind: 'repository', root: '/r' }, { kind: 'overview' }, { kind: 'standup' }, { kind: 'nextSteps' }] as const)
    test(`${JSON.stringify(view)} is kept and read back`, () => expect(readView(JSON.stringify(view))).toEqual(view))

  for (const text of [
    null,
    '',
    'x',
    '3',
    '{}',
    '{"kind":"sessions"}',
    '{"kind":"session","id":3,"tab":"info"}',
    '{"kind":"nowhere"}',
    '{"kind":"sessions","group":"all"}',
  ])
    test(`${text} is no view`, () => expect(readView(text)).toBeNull())
})
