/**
 * Which notices follow from one event: a state, the event, the state after it; notices to tell and identifiers to take back out.
 * Pure. Decides what there is to say, not whether it is said.
 */
import type { Alert } from '../../shared/domain/alert.ts'
import { backlogIdInBranch } from '../../shared/domain/backlogId.ts'
import { NOTICE_KINDS, NOTICE_OF_ALERT, type NoticeKind } from '../../shared/domain/noticeKinds.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { alertText } from '../../shared/ui/alertStrip.ts'
import { fileName } from '../../shared/ui/format.ts'
import { type Notice, type NoticeStep, noticeId } from './notice.ts'

/** Length of an abbreviated commit id. */
const SHORT_ID = 7
const MINUTE_S = 60
const ENDED: readonly NoticeKind[] = ['session.stopped.idle', 'session.stopped.branch', 'session.stopped.push', 'session.stopped.limit', 'session.interrupted']
const NOTHING: NoticeStep = { notices: [], gone: [] }

/** What there is to say about a step from `before` to `after`. */
export function noticesOf(before: AppState, after: AppState, { event, at }: Envelope): NoticeStep {
  switch (event.topic) {
    case 'session.started':
      return begun(event.session, at)
    case 'session.updated':
      return updated(before.sessions[event.session.id], event.session, at)
    case 'session.stopped':
      return stopped(event.session, event.moved_to ?? null, at)
    case 'alert.raised':
      return raised(event.alert, after)
    case 'alert.cleared':
      // An idle warning is known by the alert's own id: code and session.
      return { notices: [], gone: [event.id, ...NOTICE_KINDS.map((kind) => noticeId({ kind, subject: event.id }))] }
    default:
      return NOTHING
  }
}

function begun(session: Session, at: number): NoticeStep {
  const stop = { label: 'notice.action.stop', command: { name: 'session/stop', input: { session: session.id } } } as const
  return { notices: [about(session, { kind: 'session.started', words: 'started', actions: [stop], at })], gone: ids(session, ENDED) }
}

function updated(earlier: Session | undefined, session: Session, at: number): NoticeStep {
  if (session.state === 'interrupted') return interrupted(session, at)
  if (session.queued_at !== null && (earlier?.queued_at ?? null) === null) return queued(session, at)
  if (earlier?.state !== 'recording' || session.state !== 'recording') {
    return { notices: [], gone: session.state === 'recording' ? ids(session, ENDED) : ids(session, ['session.idleWarning']) }
  }
  const { branch, head } = session
  // A detached HEAD is no branch; a first commit moves nothing that somebody had looked at.
  if (branch !== earlier.branch && branch !== null) {
    const args = { branch, from: earlier.branch ?? '' }
    return { notices: [about(session, { kind: 'context.changed', words: 'branch', args, at })], gone: [] }
  }
  if (head === earlier.head || head === null || earlier.head === null) return NOTHING
  const args = { commit: head.slice(0, SHORT_ID), branch: branch ?? '' }
  return { notices: [about(session, { kind: 'context.changed', words: branch === null ? 'headDetached' : 'head', args, at })], gone: [] }
}

function queued(session: Session, at: number): NoticeStep {
  return { notices: [about(session, { kind: 'session.stopped.limit', words: 'queued', at })], gone: ids(session, ['session.idleWarning']) }
}

function stopped(session: Session, movedTo: string | null, at: number): NoticeStep {
  if (session.state === 'interrupted') return interrupted(session, at)
  const gone = ids(session, ['session.idleWarning', 'context.changed', 'session.started'])
  const resume = { label: 'notice.action.resume', command: { name: 'session/resume', input: { session: session.id } } } as const
  switch (session.stop_reason) {
    case 'idle': {
      const args = { minutes: Math.round(session.idle_timeout_s / MINUTE_S), changes: session.changes }
      return { notices: [about(session, { kind: 'session.stopped.idle', words: 'stopped.idle', args, actions: [resume], at })], gone }
    }
    case 'push':
      return {
        notices: [about(session, { kind: 'session.stopped.push', words: 'stopped.push', args: { changes: session.changes }, actions: [resume], at })],
        gone,
      }
    case 'limit':
      return { notices: [about(session, { kind: 'session.stopped.limit', words: 'stopped.limit', actions: [resume], at })], gone }
    case 'branch':
      return { notices: [branchStop(session, movedTo, at)], gone }
    default:
      return { notices: [], gone }
  }
}

/** Both ways to go on: with the new branch's item, or with the old one. */
function branchStop(session: Session, movedTo: string | null, at: number): Notice {
  const next = movedTo === null ? null : backlogIdInBranch(movedTo)
  const keep = { label: 'notice.action.keep', args: { id: session.backlog_id }, command: { name: 'session/resume', input: { session: session.id } } } as const
  const record = (id: string) =>
    ({ label: 'notice.action.record', args: { id }, command: { name: 'session/start', input: { cwd: session.repo, backlog_id: id } } }) as const
  const actions = next === null || next === session.backlog_id ? [keep] : [record(next), keep]
  const args = { branch: movedTo ?? '' }
  return about(session, { kind: 'session.stopped.branch', words: 'stopped.branch', args, actions, at })
}

function interrupted(session: Session, at: number): NoticeStep {
  const resume = { label: 'notice.action.resume', command: { name: 'session/resume', input: { session: session.id } } } as const
  const notice = about(session, { kind: 'session.interrupted', words: 'interrupted', actions: [resume], at })
  return { notices: [notice], gone: ids(session, ['session.idleWarning', 'context.changed', 'session.started']) }
}

function raised(alert: Alert, state: AppState): NoticeStep {
  switch (alert.code) {
    case 'session.idleWarning':
      return { notices: idleWarning(alert, state), gone: [] }
    case 'conflict.path':
      return { notices: conflict(alert, state), gone: [] }
    case 'watch.degraded':
    case 'repo.gone':
    case 'repo.denied':
    case 'worklog.failed':
    case 'registry.failed':
    case 'store.failed':
    case 'daemon.safeMode':
    case 'registry.corrupt':
      return { notices: [trouble(alert, NOTICE_OF_ALERT[alert.code])], gone: [] }
    default:
      return NOTHING
  }
}

function idleWarning(alert: Alert, state: AppState): Notice[] {
  const session = state.sessions[alert.session_id ?? '']
  if (session === undefined) return []
  const input = { session: session.id }
  const actions = [
    { label: 'notice.action.keepRecording', command: { name: 'session/resume', input } },
    { label: 'notice.action.stopNow', command: { name: 'session/stop', input } },
  ] as const
  const minutes = Number(alert.args.minutes ?? 0)
  const args = { minutes, idle: Math.max(0, Math.round(session.idle_timeout_s / MINUTE_S) - minutes) }
  return [about(session, { kind: 'session.idleWarning', words: 'idleWarning', args, actions, at: alert.at, alerted: true })]
}

/** Every session of the repository that is warned: the other worktree gets an alert of its own. */
function conflict({ args, at }: Alert, state: AppState): Notice[] {
  const sessions = Object.values(state.sessions).filter((session) => isLive(session) && session.repo === args.repo)
  const words = { path: fileName(String(args.path ?? '')), other: fileName(String(args.other ?? '')) }
  return sessions.map((session) => about(session, { kind: 'context.changed', words: 'conflict', args: words, at, alerted: true }))
}

/** The body is the alert's own sentence, so that both say the same. */
function trouble(alert: Alert, kind: 'capture.degraded' | 'data.notSaved' | 'daemon.safeMode' | 'registry.recovered'): Notice {
  const args = { text: alertText(alert) }
  return { kind, subject: alert.id, sessionId: alert.session_id ?? null, words: kind, args, subtitle: '', actions: [], alerted: true, at: alert.at }
}

type Said = Pick<Notice, 'kind' | 'words' | 'at'> & Partial<Pick<Notice, 'args' | 'actions' | 'alerted'>>

function about(session: Session, { kind, words, at, args = {}, actions = [], alerted = false }: Said): Notice {
  const known = { id: session.backlog_id, ...args }
  return { kind, subject: session.id, sessionId: session.id, words, args: known, subtitle: session.repo_name, actions, alerted, at }
}

function ids(session: Session, kinds: readonly NoticeKind[]): string[] {
  return kinds.map((kind) => noticeId({ kind, subject: session.id }))
}
