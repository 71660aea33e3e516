import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import { LONG } from '../../testing/counts.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { eventually } from '../../testing/eventually.ts'
import { heldWriter } from '../../testing/heldWriter.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { systemClock } from '../base/clock.ts'
import { silentLogger } from '../base/logger.ts'
import type { RecordEdit } from './recordEdit.ts'
import { RegistryProjection } from './registry.ts'

suite('main/registry/registry', () => {
  let root: string
  let sessions: Session[]
  let reports: string[]
  let asked: number
  let wanted: boolean
  let edits: [id: string, edit: RecordEdit | null][]
  let follow: (session: Session, edit: RecordEdit | null) => Promise<void>
  let projection: RegistryProjection

  beforeEach(() => {
    root = tempFolder()
    mkdirSync(join(root, '.git'))
    sessions = [session({})]
    reports = []
    asked = 0
    wanted = true
    edits = []
    follow = async () => undefined
    projection = open()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await projection.close()
    removeFolder(root)
  })

  const session = (difference: Partial<Session>): Session =>
    sampleSession({ backlog_id: 'B-1', repo: root, git_dir: join(root, '.git'), worklog: 'artifacts/worklogs/B-1.md', ...difference })
  const open = (log = silentLogger, worker?: URL): RegistryProjection =>
    new RegistryProjection({
      source: {
        sessionsOf: () => {
          asked++
          return sessions
        },
        pid: () => 77,
        wanted: () => wanted,
      },
      report: {
        damaged: (_repo, setAside) => reports.push(`damaged ${setAside.slice(0, 24)}`),
        stateDamaged: () => reports.push('state damaged'),
        failed: () => reports.push('failed'),
        recovered: () => reports.push('recovered'),
        edited: async (edited, edit) => {
          edits.push([edited.id, edit])
          await follow(edited, edit)
        },
      },
      clock: systemClock,
      log,
      ...(worker === undefined ? {} : { worker }),
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
    vi.advanceTimersByTime(1_999)
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
      source: { sessionsOf: () => sessions, pid: () => 1, wanted: () => true },
      report: {
        damaged: () => undefined,
        stateDamaged: () => undefined,
        failed: () => {
          throw new Error('report')
        },
        recovered: () => undefined,
        edited: async () => undefined,
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

  suite('what other programs do', () => {
    const path = (): string => join(root, 'artifacts/session_registry.json')
    const written = async (): Promise<void> => {
      projection.touch(root)
      await projection.flush(root)
    }
    const saved = (change: (sessions: Record<string, Record<string, unknown>>) => void): string => {
      const file = registry()
      change(file.sessions)
      return JSON.stringify(file)
    }
    const foreign = (id: string) => ({ backlog_id: id, pid: 1, start_time: '2025-08-21T00:00:00Z', worklog_path: 'w', status: 'active' })

    test('an edit is told, stands in the file at once, and is the session’s from then on', async () => {
      follow = async (edited, edit) => {
        const next = { ...edited, tags: [...edited.tags, ...(edit?.added ?? [])] }
        sessions = [next]
        projection.touch(root, next)
      }
      await written()
      writeFileSync(
        path(),
        saved(({ 'B-1': record }) => Object.assign(record ?? {}, { context: { tags: ['theirs'] } })),
      )
      projection.reconcile(root)
      await eventually(() => edits.length === 1)
      expect(edits).toEqual([['01SAMPLE', expect.objectContaining({ added: ['theirs'], removed: [] })]])
      await projection.flush(root)
      expect(registry().sessions['B-1'].context.tags).toEqual(['theirs'])
      expect(await projection.check(sessions[0] ?? session({}))).toBeNull()
    })

    test('an edit that cannot be followed is taken back', async () => {
      follow = () => Promise.reject(new Error('no'))
      await written()
      writeFileSync(
        path(),
        saved(({ 'B-1': record }) => Object.assign(record ?? {}, { status: 'completed' })),
      )
      projection.reconcile(root)
      await eventually(() => edits.length === 1 && registry().sessions['B-1'].status === 'active')
    })

    test('what is written into a file that was just replaced is found there', async () => {
      await written()
      const before = registry()
      const writer = heldWriter(path())
      sessions = [session({ tags: ['new'] })]
      await written()
      writer.finish(JSON.stringify({ ...before, sessions: { ...before.sessions, 'P-1': foreign('P-1') } }))
      await eventually(() => registry().sessions['P-1'] !== undefined)
      expect(registry().sessions['B-1'].context.tags).toEqual(['new'])
    })

    test('so is what is written into a state file that was replaced', async () => {
      writeFileSync(join(root, '.ai_state.json'), '{"theirs": 1}')
      const writer = heldWriter(join(root, '.ai_state.json'))
      await written()
      writer.finish('{"theirs": 2, "backlog_id": "P-1"}')
      await eventually(() => state().theirs === 2)
      expect(state().backlog_id).toBe('B-1')
    })

    // All looks that follow on a write must be over.
    test.runIf(LONG)(
      'while something records, a change that nobody tells of is seen all the same',
      async () => {
        await written()
        await eventually(() => reports.length >= 5, 8_000)
        writeFileSync(
          path(),
          saved((all) => Object.assign(all, { 'B-1': { ...all['B-1'], status: 'completed' } })),
        )
        await eventually(() => edits.length === 1)
      },
      15_000,
    )

    test('a repository nobody was told of is not looked at', async () => {
      projection.reconcile(root)
      wanted = false
      projection.touch(root)
      expect([await projection.cleanUp(root), await projection.check(session({}))]).toEqual([[], null])
      await projection.close()
      expect(() => registry()).toThrow('ENOENT')
      expect(await projection.check(session({}))).toBeNull()
    })

    test('differences are named', async () => {
      await written()
      expect(await projection.check(session({ description: 'other' }))).toBe('description is null, not "other"')
      expect(await projection.check(session({ backlog_id: 'B-9' }))).toBe('the session is not in the registry')
    })

    test('the clean-up names what it took off', async () => {
      sessions = [session({ id: '1', backlog_id: 'B-8', state: 'completed', started_at: 0, ended_at: 1 }), session({ id: '2' })]
      await written()
      expect(await projection.cleanUp(root)).toEqual(['B-8'])
      expect(Object.keys(registry().sessions)).toEqual(['B-1'])
    })
  })

  suite('on a thread of its own', () => {
    const WORKER = new URL('./registryWorker.ts', import.meta.url)

    test('it does the same, and closing writes what is due', async () => {
      const own = open(silentLogger, WORKER)
      own.touch(root)
      await own.flush(root)
      expect(registry().total_sessions).toBe(1)
      expect(await own.check(session({}))).toBeNull()
      sessions = [...sessions, session({ id: '2', backlog_id: 'B-2' })]
      own.touch(root)
      await own.close()
      expect(registry().total_sessions).toBe(2)
      expect(reports).toContain('recovered')
      expect(reports).not.toContain('failed')
    })

    test('a thread that dies is started again and told everything', async () => {
      const script = join(root, 'worker.mjs')
      const second = `import { existsSync, writeFileSync } from 'node:fs'
        const mark = ${JSON.stringify(join(root, 'died'))}
        if (existsSync(mark)) await import(${JSON.stringify(WORKER.href)})
        else { writeFileSync(mark, ''); process.exit(1) }`
      writeFileSync(script, second)
      const own = open(silentLogger, pathToFileURL(script))
      own.touch(root)
      await eventually(() => existsSync(join(root, 'artifacts/session_registry.json')), 8_000)
      await own.close()
    })

    test('one that dies again and again is given up, aloud', async () => {
      const own = open(silentLogger, pathToFileURL(join(root, 'missing.mjs')))
      own.touch(root)
      await eventually(() => reports.length > 0, 8_000)
      expect(new Set(reports)).toEqual(new Set(['failed']))
      expect(await own.check(session({}))).toMatch(/missing\.mjs/)
      expect(await own.cleanUp(root)).toEqual([])
      await own.close()
    })
  })
})
