import { beforeEach, expect, suite, test } from 'vitest'
import { sampleSession } from '../testing/electronDouble/sampleState.ts'
import { createLogger } from './base/logger.ts'
import { Alerts } from './events/alerts.ts'
import { EventHub } from './events/eventHub.ts'
import { projectionReports } from './projectionReports.ts'

suite('main/projectionReports', () => {
  let hub: EventHub
  let lines: string[]
  let reports: ReturnType<typeof projectionReports>

  beforeEach(() => {
    lines = []
    const log = createLogger((line) => lines.push(line))
    const clock = { wall: () => 7, monotonic: () => 7 }
    hub = new EventHub({ epoch: 'e', daemon: { version: '0', pid: 1, since: 0, host: 'app' }, clock, log })
    reports = projectionReports(new Alerts(hub, clock), log)
  })

  const shown = () => hub.state.alerts.map(({ code, args, session_id }) => ({ code, args, session_id }))

  test('a worklog that cannot be written is shown with its session and reason, until it can', () => {
    const session = sampleSession({ id: 's1', backlog_id: 'B-7', repo_name: 'demo' })
    reports.worklog.failed(session, new Error('no space left'))
    expect(shown()).toEqual([{ code: 'worklog.failed', args: { backlog_id: 'B-7', repo: 'demo', reason: 'no space left' }, session_id: 's1' }])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', message: 'worklog not written', session: 's1' })
    reports.worklog.recovered(sampleSession({ id: 'another' }))
    expect(shown()).toHaveLength(1)
    reports.worklog.recovered(session)
    expect(shown()).toEqual([])
  })

  test('a registry that cannot be written is shown until it can', () => {
    reports.registry.failed('/r', 'thrown as text')
    expect(shown()).toEqual([{ code: 'registry.failed', args: { repo: '/r', reason: 'thrown as text' }, session_id: undefined }])
    reports.registry.recovered('/r')
    expect(shown()).toEqual([])
  })

  test('damage stays shown until the person dismisses it', () => {
    reports.registry.damaged('/r', 'session_registry.corrupt-x.json')
    reports.registry.stateDamaged('/r')
    reports.registry.recovered('/r')
    expect(shown()).toEqual([
      { code: 'state.corrupt', args: { repo: '/r' }, session_id: undefined },
      { code: 'registry.corrupt', args: { repo: '/r', file: 'session_registry.corrupt-x.json' }, session_id: undefined },
    ])
  })
})
