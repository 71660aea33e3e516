/**
 * Sessions as the dashboard lists them, ended ones too: how each looks and reads. Pure. Only rows on show are worded, since there may
 * be ten thousand.
 */
import type { Alert } from '../domain/alert.ts'
import { isLive, type Session, stopsAt } from '../domain/session.ts'
import { type BranchParts, branchParts, longDuration, plainText, shortDuration, span } from './format.ts'
import { uiState } from './sessionRows.ts'
import { joined, t } from './text.ts'
import type { UiState } from './ui-contract.ts'

/** How a session looks where ended ones are listed as well. */
export type ListedState = Exclude<UiState, 'stopped'> | 'completed' | 'interrupted'

export interface ListRow {
  readonly id: string
  readonly backlogId: string
  readonly repo: string
  readonly branch: string
  readonly branchParts: BranchParts
  readonly state: ListedState
  /** Since it last changed, such as "12 s". */
  readonly age: string
  /** "Stops in 28 m", "Paused", "14 changes". */
  readonly standing: string
  /** The whole row as one sentence. */
  readonly name: string
}

export function listRow(session: Session, alerts: readonly Alert[], now: number): ListRow {
  const state = listedState(session, alerts)
  const branch = session.branch === null ? t('row.noBranch') : plainText(session.branch)
  const backlogId = plainText(session.backlog_id)
  const repo = plainText(session.repo_name)
  const since = now - session.last_activity_at
  const standing = standingOf(session, state, now)
  const branchName = session.branch === null ? t('name.noBranch') : t('name.branch', { branch })
  const parts = [backlogId, t(`listed.${state}`), repo, branchName, t('name.moved', { time: longDuration(since) }), standing]
  return {
    ...{ id: session.id, backlogId, repo, branch, branchParts: branchParts(branch), state, standing },
    age: shortDuration(since),
    name: joined(parts, 'separator.comma'),
  }
}

export function listedState(session: Session, alerts: readonly Alert[]): ListedState {
  if (session.state === 'completed' || session.state === 'interrupted') return session.state
  const state = uiState(session, alerts)
  return state === 'stopped' ? 'completed' : state
}

/** "recording · stops in 28 m" below a session's name. */
export function standingOf(session: Session, state: ListedState, now: number): string {
  if (!isLive(session)) return t('listed.changes', { count: session.changes })
  if (state === 'queued' || state === 'paused') return t(`row.${state}`)
  const end = stopsAt(session)
  if (session.capture === 'degraded') return t('row.notWatching')
  if (session.capture !== 'live') return t('row.starting')
  return end === null ? t('row.noLimit') : t('row.stopsIn', { time: span(Math.max(0, end - now)) })
}

/** The order of a list: what changed last comes first; ids decide where two are alike. */
export function byLastActivity(a: Session, b: Session): number {
  return b.last_activity_at - a.last_activity_at || (a.id < b.id ? 1 : -1)
}
