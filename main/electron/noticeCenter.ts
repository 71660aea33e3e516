/** Joins the daemon's events to the system's notifications, and what is pressed there to the daemon. */

import type { Settings } from '../../shared/domain/settings.ts'
import { SCOPES } from '../../shared/protocol/commands.ts'
import type { Daemon, Logger } from '../daemon.ts'
import { type Notice, type NoticeAction, noticeId } from '../notifications/notice.ts'
import { Notifier } from '../notifications/notifier.ts'
import { NativeNotices } from './nativeNotices.ts'
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
  setAway(away: boolean): void
  close(): void
}

const VERBS = { keep: 'session/resume', resume: 'session/resume', stop: 'session/stop' } as const

/** From now on what the daemon says is told. */
export function connectNotices({ daemon, popover, settings, log }: NoticeCenterParts): NoticeCenter {
  const act = (action: NoticeAction | 'open', notice: Notice): void => {
    if (action === 'open' || notice.sessionId === null) return popover.show()
    void daemon.dispatch(VERBS[action], { session: notice.sessionId }, { kind: 'ui', scopes: SCOPES }).then((reply) => {
      if (!reply.ok) log.warn('a notification’s button was refused', { action, reason: reply.error.message })
    })
  }
  const unshown = (notice: Notice): void => {
    daemon.raise({
      code: 'notify.unshown',
      subject: noticeId(notice),
      args: { title: notice.title, body: notice.body },
      ...(notice.sessionId === null ? {} : { sessionId: notice.sessionId }),
    })
  }
  const surface = new NativeNotices({ act, unshown })
  const notifier = new Notifier({
    surface,
    settings,
    state: () => daemon.snapshot(),
    now: () => Date.now(),
    minuteOfDay: (now) => new Date(now).getHours() * 60 + new Date(now).getMinutes(),
    watches: () => popover.isVisible,
  })
  const unsubscribe = daemon.subscribe(({ event }) => notifier.hear(event))
  return {
    pause: (ms) => notifier.pauseUntil(ms === 0 ? 0 : Date.now() + ms),
    setAway: (away) => notifier.setAway(away),
    close: () => {
      unsubscribe()
      notifier.close()
      surface.close()
    },
  }
}
