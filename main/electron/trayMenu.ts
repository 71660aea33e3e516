/**
 * The icon's native menu as data. Pure: state in, menu template out; what an item does is handed in. Everything here
 * can also be done in the popover, so that a person who cannot or will not use a window loses nothing.
 */
import type { MenuItemConstructorOptions } from 'electron'
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { Place } from '../../shared/protocol/bridge.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { joined, t } from '../../shared/ui/text.ts'
import { statusLine } from './trayState.ts'

export type SessionVerb = 'session/pause' | 'session/resume' | 'session/stop'

export interface TrayMenuActions {
  /** Runs one verb on each of these sessions. */
  run(verb: SessionVerb, sessions: readonly Session[]): void
  showWorklog(session: Session): void
  /** Asks first. */
  stopAll(sessions: readonly Session[]): void
  openPopover(place?: Place): void
  openDashboard(): void
  openSettings(): void
  openWelcome(): void
  start(root: string): void
  /** No notifications for so long (ms), or again (0). */
  pauseNotices(ms: number): void
  about(): void
  quit(): void
  /** Behind the Option key. */
  restart(): void
  openLog(): void
}

/** More would push the commands off a small screen. */
const SESSIONS_SHOWN = 8

const RECENT_SHOWN = 8
const LABEL_LENGTH = 80
const HOUR_MS = 3_600_000

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

/** The menu for this state. With the Option key held it has what helps when something is wrong. */
export function trayMenuTemplate(state: AppState, actions: TrayMenuActions, option = false): MenuItemConstructorOptions[] {
  const live = liveSessions(state)
  const rows = live.slice(0, SESSIONS_SHOWN).map((session) => sessionItem(session, actions))
  const rest: MenuItemConstructorOptions = { label: t('menu.allSessions'), click: actions.openDashboard }
  return [
    // Kept disabled: before macOS 14 a header is drawn as an ordinary item.
    { label: statusLine(state), type: 'header', enabled: false },
    ...rows,
    ...(live.length > SESSIONS_SHOWN ? [rest] : []),
    SEPARATOR,
    { label: t('menu.start'), click: () => actions.openPopover({ view: 'start', folder: null }) },
    ...recent(state, actions),
    pauseOrResumeAll(live, actions),
    { label: t('menu.stopAll'), enabled: live.length > 0, click: () => actions.stopAll(live) },
    SEPARATOR,
    { label: t('menu.note'), enabled: live.length > 0, click: () => actions.openPopover(note(null)) },
    {
      label: t('menu.pauseNotices'),
      submenu: [
        { label: t('menu.forHour'), click: () => actions.pauseNotices(HOUR_MS) },
        { label: t('menu.forDay'), click: () => actions.pauseNotices(8 * HOUR_MS) },
        { label: t('menu.noticesOn'), click: () => actions.pauseNotices(0) },
      ],
    },
    ...(state.alerts.length > 0 ? [{ label: t('menu.alerts', { count: state.alerts.length }), click: () => actions.openPopover() }] : []),
    SEPARATOR,
    { label: t('menu.dashboard'), click: actions.openDashboard },
    { label: t('menu.settings'), click: actions.openSettings },
    { label: t('menu.help'), submenu: [{ label: t('menu.welcome'), click: actions.openWelcome }] },
    SEPARATOR,
    ...(option ? [{ label: t('menu.restart'), click: actions.restart }, { label: t('menu.openLog'), click: actions.openLog }, SEPARATOR] : []),
    { label: t('menu.about'), click: actions.about },
    { label: t('menu.quit'), click: actions.quit },
  ]
}

/** Repositories in which nothing is live, to be recorded with one press. */
function recent(state: AppState, actions: TrayMenuActions): MenuItemConstructorOptions[] {
  const busy = new Set(liveSessions(state).map((session) => session.repo))
  const idle = state.repositories.filter(({ root }) => !busy.has(root)).slice(0, RECENT_SHOWN)
  if (idle.length === 0) return []
  return [{ label: t('menu.recent'), submenu: idle.map(({ root, name }) => ({ label: menuText(name), click: () => actions.start(root) })) }]
}

/** Recording before paused, the last changed first. */
function liveSessions(state: AppState): Session[] {
  const rank = (session: Session): number => (session.state === 'recording' ? 0 : 1)
  return Object.values(state.sessions)
    .filter(isLive)
    .sort((a, b) => rank(a) - rank(b) || b.last_activity_at - a.last_activity_at)
}

function sessionItem(session: Session, actions: TrayMenuActions): MenuItemConstructorOptions {
  const verb = (label: string, name: SessionVerb): MenuItemConstructorOptions => ({ label, click: () => actions.run(name, [session]) })
  const isPaused = session.state === 'paused'
  const name = menuText(`${session.backlog_id}  ${session.repo_name}`)
  const branch = isPaused ? t('row.paused') : menuText(session.branch ?? t('row.noBranch'))
  return {
    label: name,
    sublabel: branch,
    accessibilityLabel: joined([name, branch], 'separator.comma'),
    submenu: [
      isPaused ? verb(t('menu.resume'), 'session/resume') : verb(t('menu.pause'), 'session/pause'),
      verb(t('menu.stop'), 'session/stop'),
      SEPARATOR,
      { label: t('menu.addNote'), click: () => actions.openPopover(note(session.id)) },
      { label: t('menu.showWorklog'), click: () => actions.showWorklog(session) },
    ],
  }
}

function note(session: string | null): Place {
  return { view: 'note', session, text: null }
}

function pauseOrResumeAll(live: readonly Session[], actions: TrayMenuActions): MenuItemConstructorOptions {
  const recording = live.filter((session) => session.state === 'recording')
  if (recording.length === 0 && live.length > 0) return { label: t('header.resumeAll'), click: () => actions.run('session/resume', live) }
  return { label: t('header.pauseAll'), enabled: recording.length > 0, click: () => actions.run('session/pause', recording) }
}

/** Names come from repositories: no control or direction-changing characters, bounded, and no `&` mnemonics. */
function menuText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, LABEL_LENGTH)
    .replaceAll('&', '&&')
}
