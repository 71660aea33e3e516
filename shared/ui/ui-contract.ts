/**
 * What the popover shows, as values: the contract between the state of the daemon and the components. Everything is
 * worded and formatted here already, so that components only place it. Ids are for commands, never for show.
 */
import type { AgentLine } from './agentLines.ts'
import type { BranchParts } from './format.ts'

/** How a row looks. Only a session whose capture is known to work is `recording`. */
export type UiState = 'recording' | 'starting' | 'attention' | 'error' | 'queued' | 'paused' | 'stopped'

export interface SessionRow {
  readonly id: string
  readonly backlogId: string
  readonly repo: string
  readonly branch: string
  readonly branchParts: BranchParts
  readonly state: UiState
  /** File (or kind) and age of the last change, such as "watch.ts" and "12 s". */
  readonly last: { readonly what: string; readonly age: string } | null
  /** "Stops in 28 m", "Paused". */
  readonly standing: string
  /** The whole row as one sentence. */
  readonly name: string
  /** What the first button does, or `null` when the session has ended. */
  readonly verb: 'pause' | 'resume' | null
  /** A command for it is under way. */
  readonly busy: boolean
  readonly tags: readonly string[]
  /** How many entries its worklog has: another number means other last lines. */
  readonly entries: number
  /** Agents that work where it records, who waits for the person first. */
  readonly agents: readonly AgentLine[]
  /** "Claude Code waits · 3 m"; empty if none does. */
  readonly waits: string
  /** When its capture was last proved; empty when it is not, or does not record. */
  readonly proof: string
}

/** What can be done about an alert, where it stands. */
export type AlertAction = { readonly label: string } & (
  | { readonly kind: 'command'; readonly command: 'session/resume' | 'session/stop'; readonly session: string }
  /** Opens something of the app or of the system. */
  | { readonly kind: 'show'; readonly surface: 'privacy' | 'gitInstaller' | 'restart' | 'log' }
  /** Choosing a folder in the system's dialog lets the app read it. */
  | { readonly kind: 'chooseFolder' }
)

export interface AlertStrip {
  /** `null` for a refusal this window was given; otherwise the daemon's alert. */
  readonly id: string | null
  readonly severity: 'info' | 'warning' | 'error'
  readonly text: string
  readonly actions: readonly AlertAction[]
  /** "and 2 more", or nothing. */
  readonly more: string
}

export interface Throughput {
  /** Oldest first. */
  readonly buckets: readonly number[]
  readonly perMinute: string
  readonly p95: string | null
  readonly chartName: string
}

export interface RecentRow {
  readonly root: string
  readonly name: string
  readonly branch: string
  readonly branchParts: BranchParts
  readonly backlogId: string
}

/** What stands between header and footer. */
export type PopoverBody = 'loading' | 'unreachable' | 'firstUse' | 'nothingLive' | 'sessions'

export interface PopoverView {
  readonly body: PopoverBody
  /** False while the daemon is away: the last state stays, nothing can be ordered. */
  readonly enabled: boolean
  readonly title: string
  readonly subtitle: string
  readonly toggleAll: 'pause' | 'resume' | null
  readonly alert: AlertStrip | null
  readonly throughput: Throughput | null
  /** Sorted, all of them. */
  readonly rows: readonly SessionRow[]
  readonly recents: readonly RecentRow[]
  readonly footer: string
  /** Milliseconds until something on show becomes wrong by the clock alone. */
  readonly nextTickIn: number
}
