/**
 * Whether a notice is shown now, waits, or is nothing: the order of checks, as one pure function over values. What waits is
 * told later as one digest. Invariant: what cannot be written is always told.
 */
import type { Settings } from '../../shared/domain/settings.ts'
import { type Notice, type NoticeKind, noticeId } from './notice.ts'

/** One that was shown. */
export interface Shown {
  readonly id: string
  readonly sessionId: string | null
  readonly at: number
}

export interface Circumstances {
  readonly settings: Settings
  /** ms since 1970. */
  readonly now: number
  /** Minutes since midnight, where the person is. */
  readonly minuteOfDay: number
  /** The screen is locked or the machine sleeps. */
  readonly away: boolean
  /** Until then the person wants none, ms since 1970. */
  readonly pausedUntil: number
  /** A window of ours that shows this session has the focus. */
  readonly watches: (sessionId: string | null) => boolean
  /** Shown within the last hour, oldest first. */
  readonly shown: readonly Shown[]
}

export type Decision =
  | { readonly kind: 'show'; readonly silent: boolean }
  | { readonly kind: 'hold'; readonly why: string }
  | { readonly kind: 'drop'; readonly why: string }

const CRITICAL: readonly NoticeKind[] = ['data.notSaved']
const HOUR_MS = 3_600_000
/** A session speaks once a minute; of changed context once in five. */
const SESSION_GAP_MS = 60_000
const CONTEXT_GAP_MS = 300_000

/** What becomes of the notice. */
export function decide(notice: Notice, now: Circumstances): Decision {
  const { settings } = now
  if (notice.kind === 'digest') return { kind: 'show', silent: true }
  const loudness = settings[`notify.kind.${notice.kind}`]
  if (!settings['notify.enabled'] || loudness === 'off') return drop('off')
  const quiet = isQuiet(settings['notify.quietHours'], now.minuteOfDay)
  const silent = loudness === 'quiet' || !settings['notify.sound']
  if (CRITICAL.includes(notice.kind)) return { kind: 'show', silent: silent || quiet }
  if (now.now < now.pausedUntil) return hold('paused')
  if (quiet) return hold('quiet hours')
  if (now.away) return notice.kind === 'session.idleWarning' ? drop('nobody could keep it') : hold('away')
  if (now.watches(notice.sessionId)) return drop('in sight')
  const same = lastOf(now.shown, ({ id }) => id === noticeId(notice))
  if (notice.kind === 'context.changed' && same !== null && now.now - same < CONTEXT_GAP_MS) return drop('told already')
  // The same id again takes the place of the one on the screen.
  if (same !== null && now.now - same < settings['notify.coalesce'] * 1000) return { kind: 'show', silent: true }
  const spoke = notice.sessionId === null || notice.kind === 'session.idleWarning' ? null : lastOf(now.shown, ({ sessionId }) => sessionId === notice.sessionId)
  if (spoke !== null && now.now - spoke < SESSION_GAP_MS) return hold('just spoke')
  const within = now.shown.filter(({ at }) => now.now - at < HOUR_MS).length
  return within >= settings['notify.maxPerHour'] ? hold('too many') : { kind: 'show', silent }
}

/** True in the span, over midnight too; never for an empty one. */
export function isQuiet(span: string, minuteOfDay: number): boolean {
  const [from, to] = span.split('-').map(minutesOf)
  if (from === undefined || to === undefined || from === to) return false
  return from < to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function lastOf(shown: readonly Shown[], is: (one: Shown) => boolean): number | null {
  return shown.findLast(is)?.at ?? null
}

function hold(why: string): Decision {
  return { kind: 'hold', why }
}

function drop(why: string): Decision {
  return { kind: 'drop', why }
}
