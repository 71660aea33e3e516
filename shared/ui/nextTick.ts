/**
 * When the clock alone makes something on show wrong. Pure. A quiet popover wakes once a minute; only an age under a
 * minute (every 5 s) or a deadline in its last minute (every second) makes it wake more often.
 */
import { type Session, stopsAt } from '../domain/session.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const YOUNG_STEP = 5 * SECOND

/** Milliseconds (at least one second) until the next look at the clock. `ends` are other moments at which something goes. */
export function nextTickIn(sessions: readonly Session[], now: number, ends: readonly number[] = []): number {
  const waits = sessions.flatMap((session) => [untilAgeShows(session, now), untilDeadlineShows(session, now)])
  const untilEnds = ends.filter((end) => end > now).map((end) => end - now)
  return Math.max(SECOND, Math.min(MINUTE, ...waits, ...untilEnds))
}

function untilAgeShows({ last }: Session, now: number): number {
  return last !== null && now - last.at < MINUTE ? YOUNG_STEP : MINUTE
}

function untilDeadlineShows(session: Session, now: number): number {
  const end = session.capture === 'live' ? stopsAt(session) : null
  if (end === null) return MINUTE
  return end - now > MINUTE ? end - now - MINUTE : SECOND
}
