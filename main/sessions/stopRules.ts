/** When a session stops by itself. Pure: facts in, a decision with its worklog line out. */

import type { Session, StopReason } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { pathText } from '../worklog/renderEntry.ts'

export interface StopDecision {
  readonly reason: StopReason
  /** Bullets of the closing entry, in the Python program's words (its readers know them). */
  readonly lines: readonly string[]
}

/**
 * Another branch was checked out. A detached HEAD is no branch: a rebase or a bisect passes through it and comes back.
 */
export function branchRule(session: Session, branchNow: string | null): StopDecision | null {
  if (session.branch === null || branchNow === null || branchNow === session.branch) return null
  return { reason: 'branch', lines: [`- Branch switched to ${pathText(branchNow)}; stopping scribe`] }
}

/** What a scan says of a session's end. `pushed`: HEAD was pushed since the scan before; `files` differ from it. */
export interface ScanFacts {
  readonly branch: string | null
  readonly pushed: boolean
  readonly files: number
}

/** Whether a scan ends the session, under the rules that the person has set. */
export function scanRule(session: Session, scan: ScanFacts, rules: Settings): StopDecision | null {
  const switched = rules['recording.onBranchSwitch'] === 'stop' ? branchRule(session, scan.branch) : null
  return switched ?? (rules['recording.stopAfterPush'] ? pushRule(scan.pushed, scan.files) : null)
}

/** The entry of a session that goes on after a switch; readers take its branch from the last such line. */
export function branchFact(session: Session, branchNow: string | null): { kind: 'branch'; lines: string[] }[] {
  if (branchNow === null || branchRule(session, branchNow) === null) return []
  return [{ kind: 'branch', lines: ['- Branch switched; going on', `- Branch: ${pathText(branchNow)}`] }]
}

/** Nothing happened for the session's idle timeout. `idleMs` is measured on the monotonic clock. */
export function idleRule(session: Session, idleMs: number): StopDecision | null {
  if (session.idle_timeout_s === 0 || idleMs < session.idle_timeout_s * 1000) return null
  return { reason: 'idle', lines: ['- Idle timeout reached; stopping scribe'] }
}

/** When the session is to be warned, as idle time in ms; `null` for never. `aheadS`: seconds before the stop; a timeout not twice as long stops without. */
export function idleWarningMs(session: Session, aheadS: number): number | null {
  return aheadS > 0 && session.idle_timeout_s > 2 * aheadS ? (session.idle_timeout_s - aheadS) * 1000 : null
}

/** Everything is pushed and nothing is changed: the item is delivered. `files` are those that differ, Scribe's own left out. */
export function pushRule(pushed: boolean, files: number): StopDecision | null {
  return pushed && files === 0 ? { reason: 'push', lines: ['- Remote is up-to-date with local; stopping scribe after push'] } : null
}
