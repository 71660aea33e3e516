/** The kinds of native notifications and how loud each is unless the person says otherwise. Pure; what raises one is `main/notifications`. */

import type { AlertCode } from './alert.ts'

/** Days on which quiet hours begin. */
export const QUIET_DAYS = ['everyDay', 'workDays', 'weekends'] as const

/** Kinds that say that a record may be lost. They cannot be switched off, and no rule holds them back. */
const CRITICAL_KINDS = ['data.notSaved', 'daemon.safeMode'] as const

export const NOTICE_KINDS = [
  'session.idleWarning',
  'session.stopped.idle',
  'session.stopped.branch',
  'session.stopped.push',
  'session.stopped.limit',
  'context.changed',
  'session.started',
  'session.interrupted',
  'capture.degraded',
  'registry.recovered',
  'digest',
  ...CRITICAL_KINDS,
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Alerts of which the system is told as well, and the kind of notification that does it. */
export const NOTICE_OF_ALERT = {
  'session.idleWarning': 'session.idleWarning',
  'conflict.path': 'context.changed',
  'watch.degraded': 'capture.degraded',
  'repo.gone': 'capture.degraded',
  'repo.denied': 'capture.degraded',
  'worklog.failed': 'data.notSaved',
  'registry.failed': 'data.notSaved',
  'store.failed': 'data.notSaved',
  'daemon.safeMode': 'daemon.safeMode',
  'registry.corrupt': 'registry.recovered',
} as const satisfies Partial<Record<AlertCode, NoticeKind>>

/** The kind of notification that tells of this alert; `null` for one that only windows show. */
export function noticeOfAlert(code: AlertCode): NoticeKind | null {
  return code in NOTICE_OF_ALERT ? NOTICE_OF_ALERT[code as keyof typeof NOTICE_OF_ALERT] : null
}

/** True for the kinds that are never held back. */
export function isCritical(kind: NoticeKind): boolean {
  return CRITICAL_KINDS.some((critical) => critical === kind)
}
