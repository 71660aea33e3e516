/** Joins the daemon's events to the system's notifications, and what is pressed there to the daemon. */
import { Notification } from 'electron'
import type { Settings } from '../../shared/domain/settings.ts'
import { SCOPES } from '../../shared/protocol/commands.ts'
import { t } from '../../shared/ui/text.ts'
import type { Daemon, Logger } from '../daemon.ts'
import type { NoticeCommand } from '../notifications/notice.ts'
import { Notifier, type Presented } from '../notifications/notifier.ts'
import { NativeNotices } from './nativeNotices.ts'
import { Unseen } from './unseen.ts'
import type { Popover } from './windows.ts'

export interface NoticeCenterParts {
  readonly daemon: Daemon
  readonly popover: Popover
  readonly settings: () => Settings
  readonly log: Logger
}

export interface NoticeCenter {
  /** No notifications but critical ones for so long (ms); 0 ends that. */
  pause(ms: number): void
  /** The screen is locked or the machine sleeps, or both are over. */
  setAway(away: boolean): void
  /** A page has started this session, so nobody need be told. */
  startedHere(session: string): void
  settingsChanged(): void
  /** Shows one now, whatever is set; true if the system did. */
  test(): Promise<boolean>
  close(): void
}

/** What the person sends from the settings to see one; nobody is told of it in another way. */
function testNotice(): Presented {
  const words = { title: t('notice.test.title'), subtitle: '', body: t('notice.test.body'), actions: [] }
  return { ...words, id: 'test', group: 'system', silent: false, sessionId: null, alerted: true }
}

/** From now on what the daemon says is told. */
export function connectNotices({ daemon, popover, settings, log }: NoticeCenterParts): NoticeCenter {
  const unseen = new Unseen(daemon.alerts)
  const native = new NativeNotices({
    system: Notification,
    run: (command) => void run(daemon, command, log),
    open: ({ sessionId }) => {
      popover.show()
      if (sessionId !== null) native.removeGroup(sessionId)
    },
    unseen: (presented) => unseen.tell(presented),
    takenBack: (id) => unseen.takeBack(id),
  })
  const notifier = new Notifier({
    daemon,
    settings,
    now: () => Date.now(),
    show: (presented) => void native.show(presented),
    remove: (id) => native.remove(id),
  })
  native.start()
  notifier.start()
  // What is looked at needs no telling: the popover shows every session.
  popover.onVisible((visible) => notifier.setLooking(visible))
  return {
    pause: (ms) => notifier.pauseUntil(ms === 0 ? 0 : Date.now() + ms),
    setAway: (away) => notifier.setAway(away),
    startedHere: (session) => notifier.startedHere(session),
    test: () => native.show(testNotice()),
    settingsChanged: () => notifier.settingsChanged(),
    close: () => {
      notifier.close()
      native.close()
    },
  }
}

async function run(daemon: Daemon, { name, input }: NoticeCommand, log: Logger): Promise<void> {
  const reply = await daemon.dispatch(name, input, { kind: 'ui', scopes: SCOPES })
  if (!reply.ok) log.warn('a notification’s button was refused', { name, reason: reply.error.message })
}
