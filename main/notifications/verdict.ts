/**
 * Whether a notice is shown, in one fixed order of checks. Pure. The order is the rule: what is switched off says nothing, what may
 * lose a record is always told, and only then do the hour of the day, the person's absence and the number of notices count.
 */
import { isCritical } from '../../shared/domain/noticeKinds.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { type Notice, noticeId } from './notice.ts'
import { quietUntil } from './quietHours.ts'
import { KIND_RULES } from './rules.ts'

const HOUR_MS = 3_600_000
/** One session says at most one thing in this time. */
const SESSION_PAUSE_MS = 60_000

/** A notification that was shown, or several as one. */
export interface Shown {
  readonly id: string
  /** When it first appeared, ms since 1970. */
  readonly at: number
  readonly notices: readonly Notice[]
}

/** What a notice is judged by. */
export interface Circumstances {
  readonly settings: Settings
  /** Milliseconds since 1970. */
  readonly now: number
  /** The person wants none until then, ms since 1970. */
  readonly pausedUntil: number
  /** The screen is locked or the machine sleeps. */
  readonly away: boolean
  /** A window that shows every session has the focus. */
  readonly looking: boolean
  /** What was shown in the last hour. */
  readonly shown: readonly Shown[]
}

export type Verdict =
  | { readonly kind: 'drop'; readonly why: 'off' | 'paused' | 'away' }
  /** Told in the digest. */
  | { readonly kind: 'hold'; readonly why: 'quietHours' | 'away' | 'tooMany' }
  /** The window that is looked at shows it by itself. */
  | { readonly kind: 'inPlace' }
  /** Takes the place of what is shown, without a sound. */
  | { readonly kind: 'replace'; readonly shown: Shown }
  /** Asked again then. */
  | { readonly kind: 'later'; readonly at: number }
  | { readonly kind: 'show'; readonly silent: boolean }

/** The verdict on one notice. */
export function verdict(notice: Notice, circumstances: Circumstances): Verdict {
  const { settings, now, away, looking } = circumstances
  const paused = now < circumstances.pausedUntil
  const level = settings[`notify.kind.${notice.kind}`]
  const silent = level !== 'alert' || !settings['notify.sound']
  const quiet = quietUntil(settings, now) !== null
  if (isCritical(notice.kind)) return again(notice, circumstances) ?? { kind: 'show', silent: silent || quiet || paused }
  if (!settings['notify.enabled'] || level === 'off') return { kind: 'drop', why: 'off' }
  if (paused) return { kind: 'drop', why: 'paused' }
  if (quiet) return { kind: 'hold', why: 'quietHours' }
  if (away) return KIND_RULES[notice.kind].skippedWhenAway ? { kind: 'drop', why: 'away' } : { kind: 'hold', why: 'away' }
  if (looking) return { kind: 'inPlace' }
  return amongOthers(notice, circumstances) ?? { kind: 'show', silent }
}

/** What follows from the notifications that are there, or `null` if nothing does. */
function amongOthers(notice: Notice, circumstances: Circumstances): Verdict | null {
  const { settings, now, shown } = circumstances
  const replaces = again(notice, circumstances)
  if (replaces !== null) return replaces
  const ofSession = shown.filter((other) => notice.sessionId !== null && other.notices.some(({ sessionId }) => sessionId === notice.sessionId))
  const newest = Math.max(...ofSession.map(({ at }) => at))
  if (now - newest < SESSION_PAUSE_MS) return { kind: 'later', at: newest + SESSION_PAUSE_MS }
  return isFull(settings, { now, shown }) ? { kind: 'hold', why: 'tooMany' } : null
}

/** The same was shown a moment ago, or one like it that it becomes one with. */
function again(notice: Notice, { settings, now, shown }: Circumstances): Verdict | null {
  const { againMs, merges } = KIND_RULES[notice.kind]
  const coalesceMs = settings['notify.coalesce'] * 1000
  const isRecent = (other: Shown, ms: number): boolean => now - other.at < ms
  const same = shown.find((other) => other.id === noticeId(notice) && isRecent(other, Math.max(againMs, coalesceMs)))
  const alike = merges ? shown.find((other) => other.notices[0]?.kind === notice.kind && isRecent(other, coalesceMs)) : undefined
  const replaced = same ?? alike
  return replaced === undefined ? null : { kind: 'replace', shown: replaced }
}

/** True while as many were shown in the last hour as the person wants. */
export function isFull(settings: Settings, { now, shown }: Pick<Circumstances, 'now' | 'shown'>): boolean {
  return shown.filter(({ at }) => now - at < HOUR_MS).length >= settings['notify.maxPerHour']
}
