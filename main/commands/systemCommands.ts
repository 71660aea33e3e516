/** Commands about the daemon itself: health, snapshot, repositories, alerts, shutdown. */
import { ScribeError } from '../../shared/domain/error.ts'
import type { Clock } from '../base/clock.ts'
import type { Alerts } from '../events/alerts.ts'
import type { EventHub } from '../events/eventHub.ts'
import type { Handlers } from './dispatch.ts'

type Group = 'health' | 'system/snapshot' | 'system/shutdown' | 'repository/list' | 'alert/list' | 'alert/dismiss'

export function systemCommands(parts: { hub: EventHub; alerts: Alerts; clock: Clock; shutdown: (goesOn: boolean) => void }): Pick<Handlers, Group> {
  const { hub, alerts, clock, shutdown } = parts
  return {
    health: async () => {
      const { daemon, epoch } = hub.state
      return { ok: true, version: daemon.version, uptime_ms: Math.max(0, clock.wall() - daemon.since), epoch, pid: daemon.pid, demo: daemon.demo === true }
    },
    'system/snapshot': async () => ({ state: hub.state }),
    'system/shutdown': async ({ hand_over }) => {
      shutdown(hand_over)
      return {}
    },
    'repository/list': async () => ({ repositories: hub.state.repositories }),
    'alert/list': async () => ({ alerts: hub.state.alerts, past: [...alerts.past] }),
    'alert/dismiss': async ({ id }) => {
      if (!alerts.dismiss(id)) throw new ScribeError('usage.badInput', 'That alert is not there any more.')
      return {}
    },
  }
}
