/**
 * Which events are worth a notification, and its words. Pure: an event, the session as it was before and the state after
 * it in, a notice out. Whether and how it is shown is decided elsewhere (`policy.ts`).
 */
import type { Alert } from '../../shared/domain/alert.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { alertText } from '../../shared/ui/alertStrip.ts'
import { fileName, longDuration } from '../../shared/ui/format.ts'
import { t } from '../../shared/ui/text.ts'
import type { Notice } from './notice.ts'

const SHORT_HEAD = 8

/** What this event is worth telling, `null` for nothing. `before` is the session as the event found it. */
export function noticeOf(event: ScribeEvent, before: Session | undefined, state: AppState): Notice | null {
  switch (event.topic) {
    case 'session.stopped':
      return stopped(event.session)
    case 'session.updated':
      return event.session.state === 'interrupted' ? interrupted(event.session) : moved(event.session, before)
    case 'alert.raised':
      return ofAlert(event.alert, event.alert.session_id === undefined ? undefined : state.sessions[event.alert.session_id])
    default:
      return null
  }
}

function about(session: Session): Pick<Notice, 'sessionId' | 'subtitle'> {
  return { sessionId: session.id, subtitle: session.repo_name }
}

function stopped(session: Session): Notice | null {
  const facts = { id: session.backlog_id, changes: session.changes, idle: longDuration(session.idle_timeout_s * 1000), branch: session.branch ?? '' }
  switch (session.stop_reason) {
    case 'idle':
      return {
        kind: 'session.stopped.idle',
        ...about(session),
        title: t('notice.stopped.title', facts),
        body: t('notice.stopped.idle.body', facts),
        actions: ['resume'],
      }
    case 'push':
      return {
        kind: 'session.stopped.push',
        ...about(session),
        title: t('notice.stopped.push.title', facts),
        body: t('notice.stopped.push.body', facts),
        actions: [],
      }
    case 'branch':
      return { kind: 'session.stopped.branch', ...about(session), title: t('notice.branch.title'), body: t('notice.branch.body', facts), actions: [] }
    case 'gone':
      return interrupted(session)
    default:
      return null
  }
}

function interrupted(session: Session): Notice {
  const title = t('notice.interrupted.title', { id: session.backlog_id })
  return { kind: 'session.interrupted', ...about(session), title, body: t('notice.interrupted.body'), actions: ['resume'] }
}

/** Branch or commit are another than before while the session goes on. Its own new commits come as changes of the head too. */
function moved(session: Session, before: Session | undefined): Notice | null {
  if (before === undefined || before.state !== 'recording' || session.state !== 'recording') return null
  const said = (body: string): Notice => ({ kind: 'context.changed', ...about(session), title: t('notice.context.title'), body, actions: [] })
  if (session.branch !== before.branch && session.branch !== null) return said(t('notice.context.branch', { branch: session.branch }))
  if (session.head !== before.head && session.head !== null) return said(t('notice.context.head', { head: session.head.slice(0, SHORT_HEAD) }))
  return null
}

function ofAlert(alert: Alert, session: Session | undefined): Notice | null {
  const subject = session === undefined ? { sessionId: null, subtitle: '' } : about(session)
  switch (alert.code) {
    case 'session.idleWarning': {
      const title = t('notice.idleWarning.title', { id: session?.backlog_id ?? '', minutes: alert.args.minutes ?? '' })
      const idle = session === undefined ? '' : longDuration(Math.max(0, alert.at - session.last_activity_at))
      return { kind: 'session.idleWarning', ...subject, title, body: t('notice.idleWarning.body', { idle }), actions: ['keep', 'stop'] }
    }
    case 'conflict.path': {
      const body = t('notice.context.conflict', { file: fileName(String(alert.args.path ?? '')) })
      return { kind: 'context.changed', ...subject, title: t('notice.context.title'), body, actions: [] }
    }
    case 'worklog.failed':
    case 'registry.failed':
    case 'store.failed':
      return { kind: 'data.notSaved', ...subject, title: t('notice.notSaved.title'), body: alertText(alert), actions: [] }
    case 'registry.corrupt':
      return { kind: 'registry.recovered', ...subject, title: t('notice.recovered.title'), body: t('notice.recovered.body'), actions: [] }
    default:
      return null
  }
}
