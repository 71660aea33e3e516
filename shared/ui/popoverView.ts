/**
 * The popover as a value: the daemon's state, this window's own facts and the time go in, everything on show comes out.
 * Pure, and the only way from state to screen.
 */
import { isLive } from '../domain/session.ts'
import type { AppState } from '../state/appState.ts'
import { waitsTurn } from './agentLines.ts'
import { alertStrip } from './alertStrip.ts'
import { branchParts, plainText, span } from './format.ts'
import { nextTickIn } from './nextTick.ts'
import { isShown, sessionRows, uiState } from './sessionRows.ts'
import { joined, t } from './text.ts'
import { throughput } from './throughput.ts'
import type { PopoverBody, PopoverView, RecentRow } from './ui-contract.ts'

/** Whether the daemon answers: not known yet, yes, not any more. */
export type Link = 'connecting' | 'up' | 'down'

export interface PopoverFacts {
  /** The last state known, also while the daemon is away. */
  readonly state: AppState | null
  readonly link: Link
  readonly shell: 'app' | 'browser'
  readonly now: number
  readonly undoUntil: Readonly<Record<string, number>>
  readonly busy: ReadonlySet<string>
  /** A command of this window that was refused, in words. */
  readonly refusal: string | null
}

const RECENTS_SHOWN = 3

export function popoverView(facts: PopoverFacts): PopoverView {
  const { state, now } = facts
  if (state === null) return withoutState(facts)
  const sessions = Object.values(state.sessions)
  const agents = Object.values(state.agents)
  const context = { ...facts, alerts: state.alerts, agents, proofs: state.proofs }
  const shown = sessions.filter((session) => isShown(session, context))
  const away = facts.link === 'down'
  const counts = count(state)
  return {
    body: bodyOf(shown.length, state),
    enabled: facts.link === 'up',
    title: away ? t('title.restarting') : title(counts),
    subtitle: away ? t('subtitle.restarting') : subtitle(counts),
    toggleAll: counts.active > 0 ? 'pause' : counts.paused > 0 ? 'resume' : null,
    alert: alertStrip(state.alerts, facts),
    throughput: shown.length > 0 ? throughput(state.activity, now) : null,
    rows: sessionRows(shown, context),
    recents: recents(state),
    footer: away ? t('footer.down') : running(now - state.daemon.since),
    nextTickIn: nextTickIn(shown, now, [...Object.values(facts.undoUntil), ...waitsTurn(agents)]),
  }
}

/** Before the first snapshot: still waiting, or nobody there. */
function withoutState({ link, shell, refusal }: PopoverFacts): PopoverView {
  const away = link === 'down'
  return {
    body: away ? 'unreachable' : 'loading',
    enabled: false,
    title: away ? t('title.unreachable') : t('app.name'),
    subtitle: away ? t(shell === 'app' ? 'unreachable.app' : 'unreachable.browser') : '',
    toggleAll: null,
    alert: alertStrip([], { refusal, shell }),
    throughput: null,
    rows: [],
    recents: [],
    footer: away ? t('footer.down') : '',
    nextTickIn: nextTickIn([], 0),
  }
}

function bodyOf(rows: number, state: AppState): PopoverBody {
  if (rows > 0) return 'sessions'
  return state.repositories.length === 0 ? 'firstUse' : 'nothingLive'
}

/** Seconds would tick, so a daemon younger than a minute has no age. */
function running(age: number): string {
  return joined([t('footer.running'), age < 60_000 ? '' : t('footer.up', { time: span(age) })], 'separator.dot')
}

interface Counts {
  readonly active: number
  readonly recording: number
  readonly starting: number
  readonly paused: number
  readonly attention: number
  readonly errors: number
}

/** As the menu-bar icon counts, so that both say the same. */
function count(state: AppState): Counts {
  const live = Object.values(state.sessions).filter(isLive)
  const active = live.filter((session) => session.state === 'recording')
  const degraded = active.filter((session) => session.capture === 'degraded').map((session) => session.id)
  const warnings = state.alerts.filter((alert) => alert.severity === 'warning').map((alert) => alert.session_id ?? alert.id)
  return {
    active: active.length,
    recording: active.filter((session) => session.capture === 'live').length,
    starting: active.filter((session) => uiState(session, []) === 'starting').length,
    paused: live.length - active.length,
    attention: new Set([...degraded, ...warnings]).size,
    errors: state.alerts.filter((alert) => alert.severity === 'error').length,
  }
}

function title({ recording, starting, paused }: Counts): string {
  if (recording > 0) return t('title.recording', { count: recording })
  if (starting > 0) return t('title.starting', { count: starting })
  return paused > 0 ? t('title.paused') : t('title.idle')
}

function subtitle({ active, recording, starting, paused, attention, errors }: Counts): string {
  const said = active === 0 && paused > 0
  return joined(
    [
      said ? t('subtitle.sessions', { count: paused }) : '',
      recording > 0 && starting > 0 ? t('subtitle.starting', { count: starting }) : '',
      !said && paused > 0 ? t('subtitle.paused', { count: paused }) : '',
      errors > 0 ? t('subtitle.errors', { count: errors }) : '',
      attention > 0 ? t('subtitle.attention', { count: attention }) : '',
    ],
    'separator.dot',
  )
}

function recents(state: AppState): RecentRow[] {
  return [...state.repositories]
    .sort((a, b) => b.last_used_at - a.last_used_at)
    .slice(0, RECENTS_SHOWN)
    .map(({ root, name, branch, backlog_id }) => {
      const shown = branch === null ? t('row.noBranch') : plainText(branch)
      return {
        root,
        name: plainText(name),
        branch: shown,
        branchParts: branchParts(shown),
        backlogId: backlog_id === null ? t('recent.noId') : plainText(backlog_id),
      }
    })
}
