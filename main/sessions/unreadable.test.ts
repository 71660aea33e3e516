import { beforeEach, expect, suite, test } from 'vitest'
import { ScribeError } from '../../shared/domain/error.ts'
import { silentLogger } from '../base/logger.ts'
import { Alerts } from '../events/alerts.ts'
import { EventHub } from '../events/eventHub.ts'
import { clearUnreadable, raiseUnreadable, whyUnreadable } from './unreadable.ts'

const REFUSED = new ScribeError('git.failed', 'git status failed: Operation not permitted')

function refusal(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error('no'), { code }))
}

suite('main/sessions/unreadable', () => {
  let hub: EventHub
  let alerts: Alerts
  const shown = (): string[] => hub.state.alerts.map(({ id }) => id)

  beforeEach(() => {
    const clock = { wall: () => 7, monotonic: () => 7 }
    hub = new EventHub({ epoch: 'e', daemon: { version: '0', pid: 1, since: 0, host: 'app' }, clock, log: silentLogger })
    alerts = new Alerts(hub, clock)
  })

  test('no Git, no permission and a refusal of Git are told apart', async () => {
    expect(await whyUnreadable('/r', new ScribeError('git.missing', 'None.'))).toEqual({ kind: 'unreadable', code: 'git.missing', reason: 'None.' })
    for (const code of ['EPERM', 'EACCES']) expect(await whyUnreadable('/r', REFUSED, refusal(code))).toMatchObject({ code: 'repo.denied' })
    expect(await whyUnreadable('/r', REFUSED, refusal('EIO'))).toMatchObject({ code: 'git.failed', reason: REFUSED.message })
    expect(await whyUnreadable('/', REFUSED)).toMatchObject({ code: 'git.failed' })
  })

  test('one reason is shown at a time, a missing Git once for all, and recovery takes it back', () => {
    const place = { root: '/r', name: 'r' }
    raiseUnreadable(alerts, { kind: 'unreadable', code: 'git.failed', reason: 'Why.' }, place)
    raiseUnreadable(alerts, { kind: 'unreadable', code: 'repo.denied', reason: 'Why.' }, place)
    expect(shown()).toEqual(['repo.denied:/r'])
    for (const root of ['/r', '/s']) raiseUnreadable(alerts, { kind: 'unreadable', code: 'git.missing', reason: 'None.' }, { root, name: root })
    expect(shown()).toEqual(['git.missing:git'])
    clearUnreadable(alerts, '/s')
    expect(shown()).toEqual([])
  })
})
