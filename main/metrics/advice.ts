/**
 * What is recommended from the figures of the last day. Pure. Each piece rests on enough of them, names the one setting it would change,
 * and is not given when that setting says so already.
 */
import { createHash } from 'node:crypto'
import type { Advice, AdviceCode } from '../../shared/domain/advice.ts'
import type { MetricsPoint } from '../../shared/domain/metrics.ts'
import type { Session } from '../../shared/domain/session.ts'
import { patternsOf } from '../../shared/domain/settingControl.ts'
import type { RepoKey, SettingKey, Settings } from '../../shared/domain/settings.ts'
import type { FolderShare } from '../store/reader.ts'

export interface Figures {
  readonly settings: Settings
  readonly settingsIn: (repo: string) => Settings
  readonly folders: readonly FolderShare[]
  /** Of the last day. */
  readonly points: readonly MetricsPoint[]
  readonly sessions: readonly Session[]
}

/** From here on a folder's share says something, and from here on it is too much. */
const LEAST_CHANGES = 1_000
const TOO_MUCH = 0.6
const LEAST_LIMITS = 3
const LEAST_RUNS = 200
const LONG_WAIT_MS = 500
const LEAST_LOOKUPS = 500
const LOW_HITS = 0.5
const SOON_MS = 15 * 60_000
const LEAST_RETURNS = 3

type Found = Omit<Advice, 'id' | 'applied_at'>

/** All that is to be recommended now. */
export function adviceOf(figures: Figures): Advice[] {
  const found = [...ignoredFolders(figures), ...moreSessions(figures), ...moreGit(figures), ...largerCache(figures), ...longerIdle(figures)]
  return found.map((advice) => ({ ...advice, id: idOf(advice), applied_at: null }))
}

function ignoredFolders({ folders, settingsIn }: Figures): Found[] {
  const totals = Map.groupBy(folders, ({ repo }) => repo)
  return folders.flatMap(({ repo, folder, changes }) => {
    const all = (totals.get(repo) ?? []).reduce((sum, share) => sum + share.changes, 0)
    const before = settingsIn(repo)['recording.ignore']
    if (folder === '' || all < LEAST_CHANGES || changes < TOO_MUCH * all || patternsOf(before).includes(`/${folder}`)) return []
    const args = { repo, folder, changes: all, percent: Math.round((changes / all) * 100) }
    return [found('ignoreFolder', 'recording.ignore', { repo, args, before, value: [...patternsOf(before), `/${folder}`].join(' ') })]
  })
}

function moreSessions({ points, settings }: Figures): Found[] {
  const [times, before] = [total(points, 'limits_met'), settings['limits.maxSessions']]
  const value = Math.min(64, before + 4)
  return times < LEAST_LIMITS || value === before ? [] : [found('moreSessions', 'limits.maxSessions', { args: { times, limit: before }, before, value })]
}

function moreGit({ points, settings }: Figures): Found[] {
  const before = settings['limits.maxGitOps']
  const value = Math.min(16, before + 2)
  const waited = Math.max(0, ...points.map(({ timings }) => timings.git_wait_ms.p95))
  if (total(points, 'git_runs') < LEAST_RUNS || waited < LONG_WAIT_MS || value === before) return []
  return [found('moreGit', 'limits.maxGitOps', { args: { waited: Math.round(waited), limit: before }, before, value })]
}

function largerCache({ points, settings }: Figures): Found[] {
  const [hits, misses] = [total(points, 'context_hits'), total(points, 'context_misses')]
  const before = settings['limits.cacheMax']
  const value = Math.min(256, before * 2)
  if (hits + misses < LEAST_LOOKUPS || hits / (hits + misses) > LOW_HITS || total(points, 'cache_evictions') === 0 || value === before) return []
  return [found('largerCache', 'limits.cacheMax', { args: { percent: Math.round((hits / (hits + misses)) * 100), limit: before }, before, value })]
}

/** Items that were begun again soon after they had stopped because nothing changed. */
function longerIdle({ sessions, settings }: Figures): Found[] {
  const before = settings['recording.idleTimeout']
  const value = Math.min(28_800, before * 2)
  const returns = sessions.filter(({ stop_reason, ended_at, repo, backlog_id }) => {
    if (stop_reason !== 'idle' || ended_at === null) return false
    return sessions.some((next) => next.repo === repo && next.backlog_id === backlog_id && next.started_at >= ended_at && next.started_at - ended_at <= SOON_MS)
  }).length
  if (returns < LEAST_RETURNS || before === 0 || value === before) return []
  return [found('longerIdle', 'recording.idleTimeout', { args: { returns, minutes: Math.round(before / 60) }, before, value })]
}

function total(points: readonly MetricsPoint[], name: keyof MetricsPoint['counters']): number {
  return points.reduce((sum, { counters }) => sum + counters[name], 0)
}

interface Said {
  readonly repo?: string
  readonly args: Found['args']
  readonly before: unknown
  readonly value: unknown
}

function found(code: AdviceCode, key: SettingKey | RepoKey, { repo = undefined, args, before, value }: Said): Found {
  return { code, key, repo: repo ?? null, args, before, value }
}

function idOf({ code, key, repo, value }: Found): string {
  return createHash('sha256')
    .update(JSON.stringify([code, key, repo, value]))
    .digest('hex')
    .slice(0, 8)
}
