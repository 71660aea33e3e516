/**
 * Sessions as rows: which are shown, how each looks and reads, in which order. Pure. Invariant: a session whose watch
 * is not known to work never looks like recording.
 */
import type { Agent } from '../domain/agent.ts'
import type { Alert } from '../domain/alert.ts'
import { isLive, type Session, stopsAt } from '../domain/session.ts'
import type { AppState } from '../state/appState.ts'
import { agentLines, waitingSince } from './agentLines.ts'
import { branchParts, fileName, longDuration, plainText, shortDuration, span } from './format.ts'
import { joined, t } from './text.ts'
import type { SessionRow, UiState } from './ui-contract.ts'

export interface RowContext {
  readonly now: number
  readonly alerts: readonly Alert[]
  /** Coding agents that are live on this machine. */
  readonly agents: readonly Agent[]
  /** When each repository's capture was last proved, by its root. */
  readonly proofs: AppState['proofs']
  /** Sessions stopped from this window, and until when that can be undone. */
  readonly undoUntil: Readonly<Record<string, number>>
  /** Sessions for which a command is under way. */
  readonly busy: ReadonlySet<string>
}

const URGENCY: Record<UiState, number> = { error: 0, attention: 1, recording: 2, starting: 2, stopped: 2, queued: 3, paused: 4 }

/** All rows: where an agent waits for the person, longest first; then what needs attention, what records, then what is paused; within that the last changed first. */
export function sessionRows(sessions: readonly Session[], context: RowContext): SessionRow[] {
  return sessions
    .filter((session) => isShown(session, context))
    .map((session) => ({ session, state: uiState(session, context.alerts), waits: waitingSince(session, context.agents) ?? Number.POSITIVE_INFINITY }))
    .sort(
      (a, b) =>
        (a.waits === b.waits ? 0 : a.waits - b.waits) ||
        URGENCY[a.state] - URGENCY[b.state] ||
        lastMoved(b.session) - lastMoved(a.session) ||
        (a.session.id < b.session.id ? 1 : -1),
    )
    .map(({ session, state }) => row(session, state, context))
}

/** Live ones, and for a while those that were stopped here. */
export function isShown(session: Session, { now, undoUntil, busy }: RowContext): boolean {
  return isLive(session) || busy.has(session.id) || (undoUntil[session.id] ?? 0) > now
}

export function uiState(session: Session, alerts: readonly Alert[]): UiState {
  if (!isLive(session)) return 'stopped'
  if (session.state === 'paused') return session.queued_at === null ? 'paused' : 'queued'
  const own = alerts.filter((alert) => alert.session_id === session.id)
  if (own.some((alert) => alert.severity === 'error')) return 'error'
  if (session.capture === 'degraded' || own.some((alert) => alert.severity === 'warning')) return 'attention'
  return session.capture === 'live' ? 'recording' : 'starting'
}

function lastMoved(session: Session): number {
  return session.last?.at ?? session.started_at
}

function row(session: Session, state: UiState, { now, busy, proofs, agents: live }: RowContext): SessionRow {
  const branch = session.branch === null ? t('row.noBranch') : plainText(session.branch)
  const backlogId = plainText(session.backlog_id)
  const repo = plainText(session.repo_name)
  const deadline = standing(session, state, now)
  const branchName = session.branch === null ? t('name.noBranch') : t('name.branch', { branch })
  const agents = agentLines(session, live, now)
  const parts = [backlogId, t(`stateInName.${state}`), repo, branchName, lastInName(session, now), deadline.inName, ...agents.map(({ text }) => text)]
  return {
    id: session.id,
    backlogId,
    repo,
    branch,
    branchParts: branchParts(branch),
    state,
    last: session.last === null ? null : { what: lastWhat(session.last), age: shortDuration(now - session.last.at) },
    standing: deadline.shown,
    proof: state === 'recording' ? proofText(proofs[session.repo], now) : '',
    name: joined(parts, 'separator.comma'),
    verb: state === 'stopped' ? null : session.state === 'paused' ? 'resume' : 'pause',
    busy: busy.has(session.id),
    tags: session.tags.map((tag) => plainText(tag, 40)),
    entries: session.entries,
    agents,
    waits: agents.find(({ state }) => state === 'waiting')?.short ?? '',
  }
}

/** What "recording" rests on: when the marker last came back through this repository's watch. */
function proofText(proof: AppState['proofs'][string] | undefined, now: number): string {
  return proof === undefined ? '' : t('row.proved', { ago: shortDuration(now - proof.at), ms: Math.round(proof.ms) })
}

/** When or why it ends; nothing in the name where the state has said it already. */
function standing(session: Session, state: UiState, now: number): { shown: string; inName: string } {
  if (state === 'stopped') return { shown: t('row.stopped'), inName: '' }
  if (state === 'queued') return { shown: t('row.queued'), inName: '' }
  if (state === 'paused') return { shown: t('row.paused'), inName: '' }
  if (session.capture === 'degraded') return { shown: t('row.notWatching'), inName: '' }
  if (session.capture !== 'live') return { shown: t('row.starting'), inName: '' }
  const end = stopsAt(session)
  if (end === null) return { shown: t('row.noLimit'), inName: t('name.noLimit') }
  if (end - now < 1000) return { shown: t('row.stopping'), inName: t('name.stopping') }
  return { shown: t('row.stopsIn', { time: span(end - now) }), inName: t('name.stopsIn', { time: longDuration(end - now) }) }
}

function lastWhat(last: NonNullable<Session['last']>): string {
  if (last.kind === 'note') return t('row.note')
  return last.kind === 'branch' ? t('row.branchChange') : plainText(fileName(last.path), 80)
}

function lastInName({ last }: Session, now: number): string {
  if (last === null) return ''
  const time = longDuration(now - last.at)
  if (last.kind === 'note') return t('name.note', { time })
  return last.kind === 'branch' ? t('name.branchChange', { time }) : t('name.change', { what: lastWhat(last), time })
}
