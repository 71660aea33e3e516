import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { systemClock } from '../base/clock.ts'
import { silentLogger } from '../base/logger.ts'
import { RegistryProjection } from './registry.ts'

suite('main/registry/registry', () => {
  let root: string
  let sessions: Session[]
  let reports: string[]
  let asked: number
  let projection: RegistryProjection

  beforeEach(() => {
    root = tempFolder()
    mkdirSync(join(root, '.git'))
    sessions = [session({})]
    reports = []
    asked = 0
    projection = open()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await projection.close()
    removeFolder(root)
  })

  const session = (difference: Partial<Session>): Session =>
    sampleSession({ backlog_id: 'B-1', repo: root, git_dir: join(root, '.git'), worklog: 'artifacts/worklogs/B-1.md', ...difference })
  const open = (log = silentLogger): RegistryProjection =>
    new RegistryProjection({
      source: {
        sessionsOf: () => {
          asked++
          return sessions
        },
        pid: () => 77,
      },
      report: {
        damaged: (_repo, setAside) => reports.push(`damaged ${setAside.slice(0, 24)}`),
        stateDamaged: () => reports.push('state damaged'),
        failed: () => reports.push('failed'),
        recovered: () => reports.push('recovered'),
      },
      clock: systemClock,
      log,
    })
  const registry = () => JSON.parse(readFileSync(join(root, 'artifacts/session_registry.json'), 'utf8'))
  const state = () => JSON.parse(readFileSync(join(root, '.ai_state.json'), 'utf8'))

  test('a touch brings both files up to the sessions by itself', async () => {
    projection.touch(root)
    await eventually(() => reports.length > 0)
    expect(registry().sessions['B-1']).toMatchObject({ pid: 77, status: 'active' })
    expect(state()).toEqual({ backlog_id: 'B-1', branch: 'feat/B-1-sample', scribe: { pid: 77, interval: 60, worklog: 'artifacts/worklogs/B-1.md' } })
  })

  test('many touches make one write', async () => {
    for (let n = 0; n < 1000; n++) projection.touch(root)
    await projection.close()
    expect([asked, reports]).toEqual([1, ['recovered']])
  })

  test('closing writes what is due, and nothing after', async () => {
    projection.touch(root)
    await Promise.all([projection.close(), projection.close()])
    expect(registry().total_sessions).toBe(1)
    sessions = [...sessions, session({ id: '2', backlog_id: 'B-2' })]
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    projection.touch(root)
    vi.runAllTimers()
    await projection.close()
    expect([asked, registry().total_sessions]).toEqual([1, 1])
  })

  test('the state file belongs to the session started last among those that record', async () => {
    sessions = [session({}), session({ id: '2', backlog_id: 'B-2', branch: null }), session({ id: '3', backlog_id: 'B-3', state: 'paused' })]
    projection.touch(root)
    await projection.close()
    expect(state()).toMatchObject({ backlog_id: 'B-2', branch: '' })
    expect(Object.values<{ status: string }>(registry().sessions).map(({ status }) => status)).toEqual(['active', 'active', 'paused'])
  })

  test('when none records, the state file keeps its id and loses the process', async () => {
    writeFileSync(join(root, '.ai_state.json'), '{"backlog_id": "B-1", "mine": 1, "scribe": {"pid": 1}}')
    sessions = [session({ state: 'completed', ended_at: 5 })]
    projection.touch(root)
    await projection.close()
    expect(state()).toEqual({ backlog_id: 'B-1', mine: 1, scribe: {} })
  })

  test('a newer session of the same id stands for it', async () => {
    sessions = [session({ state: 'completed', ended_at: 5 }), session({ id: '2', started_at: 9000 })]
    projection.touch(root)
    await projection.close()
    expect(registry()).toMatchObject({ total_sessions: 1, active_sessions: 1, sessions: { 'B-1': { start_time: '1970-01-01T00:00:09+00:00' } } })
  })

  test('a repository without sessions gets no files', async () => {
    sessions = []
    projection.touch(root)
    await projection.close()
    expect([asked, reports]).toEqual([1, []])
    expect(() => state()).toThrow('ENOENT')
  })

  test('damage of either file is reported', async () => {
    mkdirSync(join(root, 'artifacts'))
    writeFileSync(join(root, 'artifacts/session_registry.json'), '{broken')
    writeFileSync(join(root, '.ai_state.json'), '{broken')
    projection.touch(root)
    await projection.close()
    expect(reports).toEqual(['damaged session_registry.corrupt', 'state damaged', 'recovered'])
    expect(readFileSync(join(root, '.ai_state.json'), 'utf8')).toBe('{broken')
  })

  test('a write that fails is reported, and tried again by itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    mkdirSync(join(root, 'artifacts/session_registry.json'), { recursive: true })
    projection.touch(root)
    vi.advanceTimersByTime(80)
    await eventually(() => reports.length > 0)
    rmdirSync(join(root, 'artifacts/session_registry.json'))
    vi.advanceTimersByTime(4_999)
    expect(reports).toEqual(['failed'])
    vi.advanceTimersByTime(1)
    await eventually(() => reports.includes('recovered'))
    expect(registry().total_sessions).toBe(1)
  })

  test('closing while a write fails ends without trying again', async () => {
    mkdirSync(join(root, 'artifacts/session_registry.json'), { recursive: true })
    projection.touch(root)
    await projection.close()
    expect(reports).toEqual(['failed'])
  })

  test('a report that throws is heard and ends nothing', async () => {
    const errors: string[] = []
    const throwing = new RegistryProjection({
      source: { sessionsOf: () => sessions, pid: () => 1 },
      report: {
        damaged: () => undefined,
        stateDamaged: () => undefined,
        failed: () => {
          throw new Error('report')
        },
        recovered: () => undefined,
      },
      clock: systemClock,
      log: { ...silentLogger, error: (message) => errors.push(message) },
    })
    mkdirSync(join(root, 'artifacts/session_registry.json'), { recursive: true })
    throwing.touch(root)
    await eventually(() => errors.length > 0)
    expect(errors).toEqual(['registry projection failed'])
    rmdirSync(join(root, 'artifacts/session_registry.json'))
    throwing.touch(root)
    await throwing.close()
    expect(registry().total_sessions).toBe(1)
  })
})
