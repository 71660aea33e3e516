/** What a daemon says of itself is what happened: each figure after something real, over the command, the verb and HTTP. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { Metrics } from '../../shared/domain/metrics.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { scribe } from '../../testing/scribeCommand.ts'

describe('metrics', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeAll(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root })
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.capture === 'live')
  })
  afterAll(async () => {
    client.close()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const read = (): Promise<Metrics> => client.call('metrics/get', {})

  test('changes, entries, events, contexts and refusals are counted and timed, each when it happens', async () => {
    const before = await read()
    repo.write('b.ts', 'x\n')
    await eventually(async () => (await read()).counters.changes > before.counters.changes)
    await client.call('worklog/append', { cwd: repo.root, text: 'a note' })
    await client.call('context/get', { cwd: repo.root })
    await client.call('context/get', { cwd: repo.root })
    await client.call('session/get', { session: 'B-404' }).catch(() => undefined)
    const after = await read()
    const grown = (name: keyof Metrics['counters']): number => after.counters[name] - before.counters[name]
    expect([grown('changes'), grown('contexts'), grown('commands_refused')]).toEqual([1, 2, 1])
    expect([grown('entries') >= 1, grown('events') > 2, grown('context_hits') > 0, grown('commands') >= 5]).toEqual([true, true, true, true])
    for (const name of ['change_ms', 'context_ms', 'context_git_ms', 'context_files_ms', 'context_registry_ms', 'command_ms', 'release_ms'] as const) {
      const { count, p50, p99, max } = after.timings[name]
      expect([name, count > before.timings[name].count, p50 > 0, p50 <= p99, p99 <= max]).toEqual([name, true, true, true, true])
    }
  })

  test('gauges tell what is now', async () => {
    const { gauges } = await read()
    expect(gauges).toMatchObject({ sessions_recording: 1, clients: 1, alerts: expect.any(Number), events_kept_from: expect.any(Number) })
    expect([gauges.rss_bytes > 30e6, gauges.heap_bytes > 1e6, gauges.cpu_seconds > 0.05]).toEqual([true, true, true])
    // A daemon of its own has no windows.
    expect(gauges.windows_bytes).toBe(0)
    expect(gauges.loop_utilization).toBeLessThanOrEqual(1)
    await client.call('session/pause', { cwd: repo.root })
    expect((await read()).gauges.sessions_recording).toBe(0)
    await client.call('session/resume', { cwd: repo.root })
  })

  test('collectors get them as text over HTTP on the socket, people from the command line', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const asked = request({ socketPath: daemon.socket, path: '/v1/metrics' }, (response) => {
        let body = ''
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () => resolve(body))
      })
      asked.on('error', reject).end()
    })
    expect(text).toMatch(/^# HELP scribe_events_total .+\n# TYPE scribe_events_total counter\nscribe_events_total \d+\n/)
    expect(text).toMatch(/scribe_change_ms\{quantile="0\.95"\} [\d.]+\n/)
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(?:# (?:HELP|TYPE) scribe_\w+ .+|scribe_\w+(?:\{quantile="[\d.]+"\})? -?[\d.e+]+)$/)
    const shown = await scribe({ home, cwd: repo.root }, 'metrics')
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/entries +\d+ {2}Entries that went/)])
    expect((await scribe({ home, cwd: repo.root }, 'metrics', '--prometheus')).stdout).toContain('# TYPE scribe_change_ms summary')
  })

  test('what happened is told over time and session by session, and the verb shows both', async () => {
    const { id } = (await client.call('session/get', { cwd: repo.root })).session
    repo.write('timed.ts', 'x\n')
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.last?.path === 'timed.ts')
    const seconds = async () => (await client.call('metrics/history', { grain: 'second' })).points
    await eventually(async () => (await seconds()).some(({ counters, timings }) => counters.changes > 0 && timings.git_ms.count > 0))
    const now = await read()
    await eventually(async () => {
      const [hour] = (await client.call('metrics/history', { grain: 'hour' })).points
      return hour !== undefined && hour.counters.changes === now.counters.changes
    })
    const [own] = (await client.call('metrics/sessions', {})).sessions
    expect(own).toMatchObject({ session_id: id, backlog_id: 'B-7', repo: repo.root })
    expect([own?.changes === now.counters.changes, (own?.git_runs ?? 0) > 3, (own?.git_ms ?? 0) > 0, own?.change_ms.count]).toEqual([
      true,
      true,
      true,
      own?.changes,
    ])
    const shown = await scribe({ home, cwd: repo.root }, 'metrics', '--history', '--grain', 'second')
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/^when +changes +entries/)])
    expect((await scribe({ home, cwd: repo.root }, 'metrics', '--sessions')).stdout).toMatch(/\nB-7 +\d+/)
    expect((await scribe({ home, cwd: repo.root }, 'metrics', '--history', '--grain', 'day')).code).toBe(2)
  })

  test('a session that goes round in circles is told, and a commit takes it back', async () => {
    const looping = async (): Promise<boolean> => (await client.call('alert/list', {})).alerts.some(({ code }) => code === 'session.looping')
    for (let n = 0; n < 3; n++) await client.call('worklog/append', { cwd: repo.root, text: '▶ cmd (exit 1, 2s): npm test' })
    expect(await looping()).toBe(false)
    await client.call('worklog/append', { cwd: repo.root, text: '▶ cmd (exit 1, 2s): npm test' })
    expect(await looping()).toBe(true)
    repo.commit('Mend it')
    await eventually(async () => !(await looping()))
  })
})
