import { beforeEach, expect, suite, test } from 'vitest'
import { alertSchema } from '../../shared/domain/alert.ts'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import { silentLogger } from '../base/logger.ts'
import { Alerts } from './alerts.ts'
import { EventHub } from './eventHub.ts'

suite('main/events/alerts', () => {
  let hub: EventHub
  let alerts: Alerts
  let events: ScribeEvent[]

  beforeEach(() => {
    const clock = { wall: () => 7, monotonic: () => 7 }
    hub = new EventHub({ epoch: 'e', daemon: { version: '0', pid: 1, since: 0, host: 'app' }, clock, log: silentLogger })
    alerts = new Alerts(hub, clock)
    events = []
    hub.subscribe((envelope) => events.push(envelope.event))
  })

  test('a fault is shown once, however often it is raised', () => {
    for (let n = 0; n < 3; n++) alerts.raise({ code: 'git.failed', subject: '/r', args: { repo: 'r', reason: `try ${n}` }, sessionId: 's1' })
    expect(events).toHaveLength(1)
    expect(hub.state.alerts).toEqual([
      { id: 'git.failed:/r', severity: 'warning', code: 'git.failed', args: { repo: 'r', reason: 'try 0' }, at: 7, session_id: 's1' },
    ])
  })

  test('the same fault of another subject, or another fault of the same, is another alert', () => {
    alerts.raise({ code: 'git.failed', subject: '/a' })
    alerts.raise({ code: 'git.failed', subject: '/b' })
    alerts.raise({ code: 'repo.gone', subject: '/a' })
    expect(hub.state.alerts.map(({ id }) => id)).toEqual(['repo.gone:/a', 'git.failed:/b', 'git.failed:/a'])
  })

  test('a fault that is over goes, once; then it can be shown again', () => {
    alerts.raise({ code: 'repo.gone', subject: '/a' })
    alerts.clear({ code: 'repo.gone', subject: '/a' })
    alerts.clear({ code: 'repo.gone', subject: '/a' })
    expect(events.map(({ topic }) => topic)).toEqual(['alert.raised', 'alert.cleared'])
    alerts.raise({ code: 'repo.gone', subject: '/a' })
    expect(hub.state.alerts).toHaveLength(1)
  })

  test('dismissing says whether there was anything', () => {
    alerts.raise({ code: 'repo.gone', subject: '/a' })
    expect([alerts.dismiss('repo.gone:/a'), alerts.dismiss('repo.gone:/a'), alerts.dismiss('nonsense')]).toEqual([true, false, false])
    expect(hub.state.alerts).toEqual([])
  })

  for (const code of alertSchema.shape.code.options) {
    test(`${code} is an alert that can cross a border`, () => {
      alerts.raise({ code, subject: 'x' })
      expect(alertSchema.parse(hub.state.alerts[0])).toEqual(hub.state.alerts[0])
    })
  }
})
