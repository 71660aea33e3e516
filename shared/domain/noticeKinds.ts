/** The kinds of native notifications and how loud each is unless the person says otherwise. Pure; what raises one is `main/notifications`. */

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

/** True for the kinds that are never held back. */
export function isCritical(kind: NoticeKind): boolean {
  return CRITICAL_KINDS.some((critical) => critical === kind)
}
