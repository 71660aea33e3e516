import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'
import type { Caller } from './caller.ts'
import { recordCommands } from './recordCommands.ts'

const DAY = 24 * 3_600_000
const caller: Caller = { kind: 'other', scopes: ['read', 'control'] }

suite('main/commands/recordCommands', () => {
  let home: string
  let repo: TestRepo
  let rig: SessionRig
  let session: Session

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    rig = await openSessionRig(home)
    session = (await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-1' })).session
    for (const text of ['one', 'two']) await rig.sessions.append({ session: session.id }, text)
    await rig.worklogs.idle()
  })
  afterEach(async () => {
    await rig.close()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const verify = (): Promise<CommandOutput<'session/verify'>> => recordCommands(rig)['session/verify']({ session: session.id }, caller)
  const cleanUp = async (cwd?: string): Promise<number> => (await recordCommands(rig)['session/cleanup']({ cwd }, caller)).removed
  const worklog = (): string => join(repo.root, 'artifacts/worklogs/B-1.md')
  const registryPath = (): string => join(repo.root, 'artifacts/session_registry.json')
  const registered = (): string[] => Object.keys(JSON.parse(readFileSync(registryPath(), 'utf8')).sessions)

  suite('verify', () => {
    test('a record and its files that agree are right, and the head names them', async () => {
      const found = await verify()
      expect(found).toMatchObject({ session: { id: session.id }, ok: true, entries: 3, first_difference: null })
      expect(found.head).toMatch(/^[0-9a-f]{64}$/)
      await rig.sessions.append({ session: session.id }, 'three')
      const later = await verify()
      expect([later.ok, later.entries, later.head === found.head]).toEqual([true, 4, false])
    })

    test('what was put into the worklog by others is no difference', async () => {
      appendFileSync(worklog(), '\n## 2026-11-22 14:00:00\n\n- theirs\n')
      expect((await verify()).ok).toBe(true)
    })

    test('an entry that was changed in the store is named before anything else', async () => {
      const other = new DatabaseSync(join(home, 'data/scribe.db'), { timeout: 3_000 })
      other.exec(`UPDATE entries SET lines = '["- other"]' WHERE seq = 2`)
      other.close()
      rmSync(worklog())
      expect(await verify()).toMatchObject({ ok: false, entries: 1, first_difference: { where: 'chain', message: expect.stringContaining('entry 2 ') } })
    })

    test('an entry that was changed in the worklog is named', async () => {
      writeFileSync(worklog(), readFileSync(worklog(), 'utf8').replace('- one', '- edited'))
      expect(await verify()).toMatchObject({
        ok: false,
        entries: 3,
        first_difference: { where: 'worklog', message: expect.stringMatching(/^entry 2 of 2026-11-22 .* is not in the worklog/) },
      })
    })

    test('a worklog that is away is written again, and then right', async () => {
      rmSync(worklog())
      expect(await verify()).toMatchObject({ ok: true })
    })

    test('a place where no worklog can be is said so', async () => {
      rmSync(join(repo.root, 'artifacts'), { recursive: true })
      writeFileSync(join(repo.root, 'artifacts'), 'a file')
      await expect(verify()).rejects.toThrow('ENOTDIR')
    })

    test('a registry that does not say what it should is named', async () => {
      const registry = Object.assign(Object.create(rig.registry), { check: async () => 'status is "odd", not "active"' })
      const found = await recordCommands({ ...rig, registry })['session/verify']({ session: session.id }, caller)
      expect(found).toMatchObject({ ok: false, entries: 3, first_difference: { where: 'registry', message: 'status is "odd", not "active"' } })
    })

    test('of an id that was begun again, the newest session answers for the registry', async () => {
      await rig.sessions.stop({ session: session.id })
      rig.clock.now += 1_000
      await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-1' })
      expect(await verify()).toMatchObject({ session: { id: session.id }, ok: true })
    })
  })

  suite('cleanup', () => {
    /** A completed session that began `days` ago. */
    const old = async (backlog_id: string, days: number): Promise<Session> => {
      const now = rig.clock.now
      rig.clock.now = now - days * DAY
      const { session: begun } = await rig.sessions.start({ cwd: repo.root, backlog_id })
      await rig.sessions.stop({ session: begun.id })
      rig.clock.now = now
      await eventually(() => registered().includes(backlog_id))
      return begun
    }

    test('what is completed and began more than seven days ago leaves every list, and its record stays', async () => {
      const [eight, six] = [await old('B-8', 8), await old('B-6', 6)]
      expect(await cleanUp(repo.root)).toBe(1)
      expect(registered().sort()).toEqual(['B-1', 'B-6'])
      expect(rig.recorder.all().map(({ id }) => id)).toEqual([session.id, six.id])
      expect(rig.events.at(-1)).toEqual({ topic: 'session.archived', ids: [eight.id] })
      expect(Object.keys(rig.hub.state.sessions)).not.toContain(eight.id)
      expect((await rig.store.run({ kind: 'sessions' })).map(({ id }) => id)).not.toContain(eight.id)
      expect(await rig.store.run({ kind: 'entries', sessionId: eight.id, sinceSeq: 0, limit: 9, newest: false })).toHaveLength(2)
      expect(await cleanUp(repo.root)).toBe(0)
    })

    test('sessions of the Python program are cleaned up with them', async () => {
      await eventually(() => registered().length === 1)
      const file = JSON.parse(readFileSync(registryPath(), 'utf8'))
      const foreign = { ...file.sessions['B-1'], status: 'completed', start_time: '2025-01-01T00:00:00Z' }
      writeFileSync(registryPath(), JSON.stringify({ ...file, sessions: { ...file.sessions, 'P-1': foreign, 'P-2': { ...foreign, status: 'active' } } }))
      expect(await cleanUp()).toBe(1)
      expect(registered().sort()).toEqual(['B-1', 'P-2'])
    })

    test('without the files of the Python program it works on the record alone', async () => {
      await old('B-8', 8)
      rig.set({ 'flags.pythonCompat': false })
      expect(await cleanUp()).toBe(1)
      expect(rig.recorder.all()).toHaveLength(1)
    })

    test('an id that goes on is kept with all its past', async () => {
      await old('B-8', 8)
      await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-8' })
      expect(await cleanUp()).toBe(0)
      expect(rig.recorder.all()).toHaveLength(3)
    })

    test('a clean-up by another program is followed', async () => {
      const eight = await old('B-8', 8)
      const isFollowed = () => rig.recorder.get(eight.id) === undefined
      // A copy that was loaded before our last write is put right, so a clean-up that comes too soon is none: then once more.
      for (let attempt = 0; attempt < 10 && !isFollowed(); attempt++) {
        const file = JSON.parse(readFileSync(registryPath(), 'utf8'))
        delete file.sessions['B-8']
        writeFileSync(registryPath(), JSON.stringify(file))
        rig.registry.reconcile(repo.root)
        await eventually(isFollowed, 2_000).catch(() => undefined)
      }
      expect(isFollowed()).toBe(true)
      expect(registered()).toEqual(['B-1'])
    })
  })
})
