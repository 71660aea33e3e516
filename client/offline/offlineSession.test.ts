/** Which session the files tell of, in a real repository without a daemon. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, removeFolder, type TestRepo } from '../../testing/scaffold.ts'
import { contextOffline } from './contextOffline.ts'
import { findRepository } from './findRepository.ts'
import { offlineSession } from './offlineSession.ts'

suite('client/offline/offlineSession', () => {
  let repo: TestRepo
  beforeEach(() => {
    repo = createRepo({ branch: 'main', files: { 'a.ts': '1\n' } })
    mkdirSync(join(repo.root, 'artifacts/worklogs'), { recursive: true })
  })
  afterEach(() => removeFolder(repo.root))

  const found = async (id?: string) => await offlineSession(await findRepository(repo.root), id)
  const record = (backlog_id: string, own: object = {}) => ({
    ...{ backlog_id, pid: 1, worklog_path: `artifacts/worklogs/${backlog_id}.md`, status: 'active', start_time: '2026-11-20T10:00:00' },
    ...{ context: { tags: ['x'], session_type: 'debug', priority: 'high', description: 'what it is', related_sessions: [] }, ...own },
  })
  const registry = (...records: { readonly backlog_id: string }[]): void =>
    writeFileSync(
      join(repo.root, 'artifacts/session_registry.json'),
      JSON.stringify({ sessions: Object.fromEntries(records.map((one) => [one.backlog_id, one])) }),
    )

  test('without files there is none; a name that could be no file is refused', async () => {
    expect(await found()).toBeNull()
    expect(await found('B-1')).toBeNull()
    await expect(found('../../x')).rejects.toMatchObject({ code: 'backlog.badId' })
    writeFileSync(join(repo.root, 'artifacts/session_registry.json'), '{ damaged')
    expect(await found()).toBeNull()
  })

  test('a worklog alone is enough for an id that is named', async () => {
    writeFileSync(join(repo.root, 'artifacts/worklogs/B-1.md'), '# Worklog B-1\n')
    expect(await found('B-1')).toMatchObject({ backlog_id: 'B-1', state: 'interrupted', priority: 'medium', started_at: 0, branch: 'main', capture: 'off' })
  })

  test('of several records an active one comes first, then the one that began last; nobody is said to record', async () => {
    registry(record('B-1', { status: 'completed', start_time: '2026-11-22T10:00:00', last_activity: '2026-11-22T11:00:00' }), record('B-2'), record('../x'))
    expect(await found()).toMatchObject({ backlog_id: 'B-2', type: 'debug', priority: 'high', tags: ['x'], ended_at: null, capture: 'off' })
    const ended = await found('B-1')
    expect([ended?.state, ended?.ended_at, ended?.last_activity_at]).toEqual(['completed', ended?.last_activity_at, new Date('2026-11-22T11:00:00').getTime()])
    registry(record('B-3', { status: 'odd', start_time: 'sometime', context: {} }), record('B-4', { status: 'paused', start_time: '2026-11-19T10:00:00' }))
    expect((await found('B-3'))?.state ?? null).toBe((await found('B-3')) === null ? null : 'interrupted')
    expect(await found('B-4')).toMatchObject({ state: 'paused' })
  })

  test('a context of the files alone says which session is meant, or that none is', async () => {
    registry(record('B-2'))
    const asked = { cwd: repo.root, format: 'both', max_age_ms: 0, budget_chars: 2_000 } as const
    expect(await contextOffline(asked, process.env)).toMatchObject({ session: { backlog_id: 'B-2' }, partial: false })
    await expect(contextOffline({ ...asked, session: 'B-404' }, process.env)).rejects.toMatchObject({ code: 'session.notFound' })
    registry()
    expect(await contextOffline(asked, process.env)).toMatchObject({ session: null })
  })
})
