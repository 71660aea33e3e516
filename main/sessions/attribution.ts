/**
 * Who made a change, as far as it is known: a hook said so, only one session could have, several could have, or nobody was
 * looking. Pure. Never a guess: an agent counts only with evidence for that very path and time.
 */
import type { ChangeSource } from '../../shared/domain/entry.ts'

/** A hook's word that an agent wrote a path. */
export interface Evidence {
  readonly path: string
  readonly sessionId: string
  /** Wall clock, ms. */
  readonly at: number
}

/** How far a hook's word and the change it speaks of may lie apart: hooks report after the write, late under load. */
const EVIDENCE_MS = 10_000

export interface Seen {
  readonly path: string
  readonly at: number
  /** The sessions that record this repository. */
  readonly sessionIds: readonly string[]
  /** False when the change was found by comparing with a time when nobody watched. */
  readonly watched: boolean
  readonly evidence: readonly Evidence[]
}

/** What may be said of a change seen by `sessionId`. */
export function attribute(seen: Seen, sessionId: string): ChangeSource {
  const word = seen.evidence.filter((given) => given.path === seen.path && Math.abs(given.at - seen.at) <= EVIDENCE_MS)
  if (word.some((given) => given.sessionId === sessionId)) return 'agent'
  if (!seen.watched) return 'unknown'
  return seen.sessionIds.length === 1 && word.length === 0 ? 'session' : 'ambiguous'
}
