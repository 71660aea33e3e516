/**
 * What the menu-bar icon says, as a pure function of the state: which glyph and which words. Invariant: only a session
 * whose watcher is known to work counts as recording.
 */
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { joined, t } from '../../shared/ui/text.ts'
import type { TrayGlyph, TrayState } from './trayGlyph.ts'

/** The text beside the icon: nothing, or a number of at most three characters (width is what gets an item hidden on a notched display). */
export function trayTitle(state: AppState, shows: 'none' | 'count' | 'countWhenAttention'): string {
  const { recording, attention, errors } = count(state)
  const urgent = attention + errors > 0
  if (shows === 'none' || (shows === 'countWhenAttention' && !urgent)) return ''
  return shows === 'count' ? String(recording) : `${Math.min(recording, 99)}!`
}

interface Counts {
  readonly recording: number
  readonly starting: number
  readonly paused: number
  readonly attention: number
  readonly errors: number
}

/** Glyph and tooltip for a state; the most urgent reason wins. */
export function trayState(state: AppState): TrayState {
  const counts = count(state)
  return { glyph: glyph(counts), tooltip: t('tray.tooltip', { state: words(counts) }) }
}

/** The first line of the menu, for example "5 recording, 1 needs attention". */
export function statusLine(state: AppState): string {
  const line = words(count(state))
  return line.charAt(0).toUpperCase() + line.slice(1)
}

function count(state: AppState): Counts {
  const live = Object.values(state.sessions).filter(isLive)
  const active = live.filter((session) => session.state === 'recording')
  const degraded = active.filter((session) => session.capture === 'degraded')
  const warnings = state.alerts.filter((alert) => alert.severity === 'warning')
  return {
    recording: active.filter((session) => session.capture === 'live').length,
    starting: active.filter(isComingUp).length,
    paused: live.filter((session) => session.state === 'paused').length,
    // One session that is degraded and has an alert saying so is one thing to look at.
    attention: new Set([...warnings.map((alert) => alert.session_id ?? alert.id), ...degraded.map((session) => session.id)]).size,
    errors: state.alerts.filter((alert) => alert.severity === 'error').length,
  }
}

function isComingUp(session: Session): boolean {
  return session.capture === 'starting' || session.capture === 'off'
}

function glyph({ recording, starting, paused, attention, errors }: Counts): TrayGlyph {
  if (errors > 0) return 'error'
  if (attention > 0) return recording > 0 ? 'attention' : 'idle-attention'
  if (recording > 0) return 'recording'
  if (starting > 0) return 'starting'
  return paused > 0 ? 'paused' : 'idle'
}

function words({ recording, starting, paused, attention, errors }: Counts): string {
  const parts: string[] = []
  if (recording > 0) parts.push(t('tray.recording', { count: recording }))
  else if (starting > 0) parts.push(t('tray.comingUp', { count: starting }))
  else parts.push(paused > 0 ? t('tray.paused') : t('tray.idle'))
  if (errors > 0) parts.push(t('tray.errors', { count: errors }))
  if (attention > 0) parts.push(t('tray.attention', { count: attention }))
  return joined(parts, 'separator.comma')
}
