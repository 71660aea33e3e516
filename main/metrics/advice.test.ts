import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { ADVICE_CODES, type Advice } from '../../shared/domain/advice.ts'
import { COUNTERS, GAUGES, type MetricsPoint, TIMINGS } from '../../shared/domain/metrics.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts'
import { adviceText } from '../../shared/ui/adviceText.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { adviceOf, type Figures } from './advice.ts'
import { AppliedAdvice } from './appliedAdvice.ts'
import { mapped } from './sample.ts'

const NOTHING: Figures = { settings: DEFAULT_SETTINGS, settingsIn: () => DEFAULT_SETTINGS, folders: [], points: [], sessions: [] }
const NONE = { count: 0, sum: 0, max: 0, p50: 0, p95: 0, p99: 0 }

function point(counters: Partial<MetricsPoint['counters']>, gitWait = 0): MetricsPoint {
  const timings = { ...mapped(TIMINGS, () => NONE), git_wait_ms: { ...NONE, p95: gitWait } }
  return { at: 0, ms: 60_000, counters: { ...mapped(COUNTERS, () => 0), ...counters }, gauges: mapped(GAUGES, () => 0), timings }
}

const idle = (started_at: number, ended: number | null) =>
  sampleSession({
    id: `s${started_at}`,
    started_at,
    ended_at: ended,
    state: ended === null ? 'recording' : 'completed',
    stop_reason: ended === null ? null : 'idle',
  })

/** Figures that lead to each piece of advice, the same a little below what it takes, and what it would change. */
const CASES: readonly { code: Advice['code']; figures: Partial<Figures>; below: Partial<Figures>; value: unknown }[] = [
  {
    code: 'ignoreFolder',
    figures: {
      folders: [
        { repo: '/r', folder: 'out/', changes: 920 },
        { repo: '/r', folder: 'src/', changes: 80 },
      ],
    },
    below: {
      folders: [
        { repo: '/r', folder: 'out/', changes: 590 },
        { repo: '/r', folder: 'src/', changes: 410 },
        { repo: '/s', folder: '', changes: 5_000 },
      ],
    },
    value: '/out/',
  },
  { code: 'moreSessions', figures: { points: [point({ limits_met: 2 }), point({ limits_met: 1 })] }, below: { points: [point({ limits_met: 2 })] }, value: 12 },
  {
    code: 'moreGit',
    figures: { points: [point({ git_runs: 300 }, 900)] },
    below: { points: [point({ git_runs: 300 }, 300), point({ git_runs: 10 })] },
    value: 6,
  },
  {
    code: 'largerCache',
    figures: { points: [point({ context_hits: 200, context_misses: 400, cache_evictions: 3 })] },
    below: { points: [point({ context_hits: 200, context_misses: 400 })] },
    value: 64,
  },
  {
    code: 'longerIdle',
    figures: { sessions: [idle(0, 100), idle(200, 300), idle(400, 500), idle(600, null)] },
    below: { sessions: [idle(0, 100), idle(200, 300), idle(400, null)] },
    value: 3_600,
  },
]

suite('main/metrics/advice', () => {
  for (const { code, figures, below, value } of CASES) {
    test(`${code}: given when the figures say so, and not below`, () => {
      const [advice, ...more] = adviceOf({ ...NOTHING, ...figures })
      expect([advice, more]).toMatchObject([{ code, value, applied_at: null }, []])
      expect(advice === undefined ? '' : adviceText(advice)).toMatch(/^[^{}]+\?[^{}]+$/)
      expect(adviceOf({ ...NOTHING, ...below })).toEqual([])
    })
  }

  test('every kind of advice has its case, and nothing is recommended out of nothing', () => {
    expect(CASES.map(({ code }) => code)).toEqual([...ADVICE_CODES])
    expect(adviceOf(NOTHING)).toEqual([])
  })

  test('what the settings say already is not recommended', () => {
    const settings: Settings = {
      ...DEFAULT_SETTINGS,
      'recording.ignore': '/out/',
      'limits.maxSessions': 64,
      'limits.maxGitOps': 16,
      'limits.cacheMax': 256,
      'recording.idleTimeout': 0,
    }
    for (const { figures } of CASES) expect(adviceOf({ ...NOTHING, ...figures, settings, settingsIn: () => settings })).toEqual([])
  })

  test('the same advice has the same id, other advice another', () => {
    const ids = CASES.map(({ figures }) => adviceOf({ ...NOTHING, ...figures })[0]?.id)
    expect([new Set(ids).size, CASES.map(({ figures }) => adviceOf({ ...NOTHING, ...figures })[0]?.id)]).toEqual([CASES.length, ids])
  })
})

suite('main/metrics/appliedAdvice', () => {
  let folder: string
  let values: Record<string, unknown>
  let applied: AppliedAdvice
  const advice = adviceOf({ ...NOTHING, points: [point({ limits_met: 9 })] })[0] as Advice

  beforeEach(() => {
    folder = tempFolder()
    values = { 'limits.maxSessions': 8 }
    const settings = {
      get: (key: string) => values[key],
      set: async (key: string, value: unknown) => {
        if (value === 13) throw new Error('no')
        values[key] = value
      },
    }
    applied = new AppliedAdvice({ path: join(folder, 'advice.json'), settings, now: () => 77 })
  })
  afterEach(() => removeFolder(folder))

  test('what was followed is remembered with what was before, and can be undone', async () => {
    expect(await applied.apply(advice)).toMatchObject({ before: 8, value: 12, applied_at: 77 })
    expect([values['limits.maxSessions'], (await applied.list()).length]).toEqual([12, 1])
    expect(await applied.undo(advice.id)).toMatchObject({ applied_at: null })
    expect([values['limits.maxSessions'], await applied.list()]).toEqual([8, []])
    await expect(applied.undo(advice.id)).rejects.toMatchObject({ code: 'usage.badInput' })
  })

  test('what somebody has changed since is not undone, and what could not be set is not remembered', async () => {
    await applied.apply(advice)
    values['limits.maxSessions'] = 20
    await expect(applied.undo(advice.id)).rejects.toMatchObject({ message: expect.stringContaining('has been changed since') })
    await expect(applied.apply({ ...advice, id: 'x', value: 13 })).rejects.toThrow('no')
    expect([values['limits.maxSessions'], (await applied.list()).length]).toEqual([20, 1])
  })

  test('a file that is none counts as none', async () => {
    writeFileSync(join(folder, 'advice.json'), '[{"id":7}]')
    expect(await applied.list()).toEqual([])
  })
})
