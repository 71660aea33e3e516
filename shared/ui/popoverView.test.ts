import { expect, suite, test } from 'vitest'
import { sampleAlert, sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import type { Repository } from '../domain/repository.ts'
import type { AppState } from '../state/appState.ts'
import { type PopoverFacts, popoverView } from './popoverView.ts'

const NOW = 10_000_000
const NOBODY: PopoverFacts = { state: null, link: 'connecting', shell: 'browser', now: NOW, undoUntil: {}, busy: new Set(), refusal: null }
const view = (state: AppState | null, differences: Partial<PopoverFacts> = {}) => popoverView({ ...NOBODY, state, link: 'up', ...differences })
const repository = (differences: Partial<Repository> = {}): Repository => ({
  root: '/src/doorway',
  name: 'doorway',
  branch: 'main',
  backlog_id: null,
  last_used_at: 1,
  ...differences,
})
const states = (...wanted: ('live' | 'starting' | 'degraded' | 'paused')[]) =>
  sampleState(
    wanted.map((kind, index) =>
      sampleSession({ id: `s${index}`, last_activity_at: NOW, ...(kind === 'paused' ? { state: 'paused', capture: 'off' } : { capture: kind }) }),
    ),
  )

suite('shared/ui/popoverView', () => {
  for (const [wanted, title, subtitle, toggleAll] of [
    [['live', 'live', 'paused', 'degraded'], '2 recording', '1 paused · 1 needs attention', 'pause'],
    [['live', 'starting', 'starting'], '1 recording', '2 starting', 'pause'],
    [['starting', 'paused'], '1 starting', '1 paused', 'pause'],
    [['degraded'], 'Not recording', '1 needs attention', 'pause'],
    [['paused', 'paused'], 'Paused', '2 sessions', 'resume'],
    [[], 'Not recording', '', null],
  ] as const) {
    test(`${wanted.join(', ') || 'nothing'} is headed "${title}"`, () => {
      expect(view(states(...wanted))).toMatchObject({ title, subtitle, toggleAll, enabled: true })
    })
  }

  test('alerts are counted as the menu-bar icon counts them', () => {
    const state = sampleState(
      [sampleSession({ id: 'a', capture: 'degraded' })],
      [
        sampleAlert({ id: '1', severity: 'error' }),
        sampleAlert({ id: '2', severity: 'warning', session_id: 'a' }),
        sampleAlert({ id: '3', severity: 'warning' }),
        sampleAlert({ id: '4', severity: 'info' }),
      ],
    )
    expect(view(state).subtitle).toBe('1 error · 2 need attention')
    expect(view(state).alert).toMatchObject({ id: '1', more: 'and 3 more' })
  })

  test('a daemon that is away leaves the last state, and nothing can be ordered', () => {
    const away = view(states('live'), { link: 'down' })
    expect(away).toMatchObject({
      title: 'Scribe is restarting…',
      subtitle: 'Nothing is lost.',
      enabled: false,
      body: 'sessions',
      footer: 'Daemon not answering',
    })
    expect(away.rows).toHaveLength(1)
  })

  test('before the first snapshot it is loading, or nobody is there', () => {
    expect(popoverView(NOBODY)).toMatchObject({ body: 'loading', enabled: false, title: 'Scribe', rows: [], throughput: null, nextTickIn: 60_000 })
    expect(popoverView({ ...NOBODY, link: 'down' })).toMatchObject({
      body: 'unreachable',
      title: 'Scribe is not answering',
      subtitle: 'Open the address that “scribe daemon” prints.',
    })
    expect(popoverView({ ...NOBODY, link: 'down', shell: 'app' }).subtitle).toBe('It is tried again every few seconds.')
  })

  test('without sessions it is the first use, or a list of the three repositories used last', () => {
    expect(view(states())).toMatchObject({ body: 'firstUse', throughput: null })
    const repositories = [1, 2, 3, 4].map((used) => repository({ root: `/r${used}`, name: `r${used}`, last_used_at: used }))
    const known = view({ ...states(), repositories })
    expect(known.body).toBe('nothingLive')
    expect(known.recents.map((recent) => recent.name)).toEqual(['r4', 'r3', 'r2'])
  })

  test('a recent repository without branch or id says so', () => {
    const { recents } = view({ ...states(), repositories: [repository({ branch: null }), repository({ root: '/x', branch: 'fix/B-1', backlog_id: 'B-1' })] })
    expect(recents).toMatchObject([
      { branch: 'No branch', backlogId: 'No ID' },
      { branch: 'fix/B-1', backlogId: 'B-1' },
    ])
  })

  test('a session that can still be undone keeps the list on screen', () => {
    const state = sampleState([sampleSession({ id: 'x', state: 'completed', capture: 'off' })])
    const stopped = view(state, { undoUntil: { x: NOW + 4_000 } })
    expect(stopped).toMatchObject({ body: 'sessions', title: 'Not recording', nextTickIn: 4_000 })
    expect(view(state).body).toBe('firstUse')
  })

  test('the footer says how long the daemon has been up, by the minute', () => {
    const state = states()
    expect(view(state, { now: state.daemon.since + 59_000 }).footer).toBe('Daemon running')
    expect(view(state, { now: state.daemon.since + 11_520_000 }).footer).toBe('Daemon running · up 3 h 12 m')
  })

  test('a refusal is shown even before there is a state', () => {
    expect(popoverView({ ...NOBODY, refusal: 'No.' }).alert).toMatchObject({ text: 'No.' })
  })
})
