import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import { times } from '../../testing/counts.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'

const failure = (code: string) => expect.objectContaining({ code })

suite('main/sessions/updates', () => {
  let home: string
  let repo: TestRepo
  let rig: SessionRig
  let session: Session

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-x', files: { 'a.ts': 'one\n' } })
    rig = await openSessionRig(home)
    session = (await rig.sessions.start({ cwd: repo.root, tags: ['old'] })).session
  })
  afterEach(async () => {
    await rig.close()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const stored = async (): Promise<Session | undefined> => (await rig.store.run({ kind: 'sessions' })).find(({ id }) => id === session.id)
  const inRegistry = (): Record<string, unknown> => JSON.parse(readFileSync(join(repo.root, 'artifacts/session_registry.json'), 'utf8')).sessions['B-7']

  test('what is said of a session is durable, projected and announced, and nothing else of it changes', async () => {
    const edit = { tags_add: ['new', 'new'], tags_remove: ['old'], type: 'debug', priority: 'low', description: 'why', related_add: ['B-8', 'B-7'] } as const
    rig.clock.now += 1000
    const updated = await rig.sessions.update({ cwd: repo.root }, { ...edit, idle_timeout_s: 30 })
    const said = { tags: ['new'], type: 'debug', priority: 'low', description: 'why', related: ['B-8'], idle_timeout_s: 60 }
    expect(updated).toEqual({ ...rig.recorder.get(session.id), ...said, last_activity_at: rig.clock.now })
    expect(await stored()).toEqual(updated)
    expect(rig.events.at(-1)).toEqual({ topic: 'session.updated', session: updated })
    await eventually(() => (inRegistry().context as { priority: string }).priority === 'low')
    expect(inRegistry()).toMatchObject({
      context: { tags: ['new'], session_type: 'debug', priority: 'low', description: 'why', related_sessions: ['B-8'] },
      idle_timeout: 60,
    })
  })

  test('nothing said is nothing changed; a description is taken away by null', async () => {
    await rig.sessions.update({ session: session.id }, { description: 'x', related_add: ['B-9'] })
    expect(await rig.sessions.update({ session: session.id }, {})).toMatchObject({ tags: ['old'], description: 'x', related: ['B-9'], type: session.type })
    expect(await rig.sessions.update({ session: session.id }, { description: null, related_remove: ['B-9'] })).toMatchObject({ description: null, related: [] })
  })

  test('an ended session can be tagged still; its times stay', async () => {
    const ended = await rig.sessions.stop({ session: session.id })
    rig.clock.now += 5000
    const tagged = await rig.sessions.update({ session: 'B-7', cwd: repo.root }, { tags_add: ['late'] })
    expect(tagged).toEqual({ ...ended, tags: ['old', 'late'] })
    expect(await stored()).toEqual(tagged)
  })

  test('secrets reach neither the record nor the file', async () => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ456789'
    const updated = await rig.sessions.update({ session: session.id }, { tags_add: [secret], description: `token ${secret}` })
    expect(JSON.stringify([updated, await stored()])).not.toContain(secret)
  })

  test('what cannot be said is refused alone', async () => {
    const tags = Array.from({ length: 64 }, (_, index) => `t${index}`)
    const refused = rig.sessions.update({ session: session.id }, { tags_add: tags })
    const taken = rig.sessions.update({ session: session.id }, { tags_add: ['good'] })
    await expect(refused).rejects.toEqual(failure('usage.badInput'))
    expect((await taken).tags).toEqual(['old', 'good'])
    await expect(rig.sessions.update({ session: session.id }, { related_add: ['../x'] })).rejects.toEqual(failure('backlog.badId'))
    await expect(rig.sessions.update({ session: 'B-404' }, {})).rejects.toEqual(failure('session.notFound'))
  })

  for (const state of ['recording', 'completed'] as const) {
    test(`of ${times(60, 60)} changes at once to a ${state} session none is lost, and few commits are made`, async () => {
      if (state === 'completed') await rig.sessions.stop({ session: session.id })
      const before = rig.events.length
      const tags = Array.from({ length: 30 }, (_, index) => `t${index}`)
      const notes = Array.from({ length: 30 }, (_, index) => `n${index}`)
      await Promise.all([
        ...tags.map((tag) => rig.sessions.update({ session: session.id }, { tags_add: [tag] })),
        ...notes.map((note) => rig.sessions.append({ session: session.id }, note)),
      ])
      const now = rig.recorder.get(session.id)
      expect([...(now?.tags ?? [])].sort()).toEqual(['old', ...tags].sort())
      const { length } = await rig.store.run({ kind: 'entries', sessionId: session.id, sinceSeq: 0, limit: 1000, newest: false })
      expect(now?.entries).toBe(length)
      expect(await stored()).toEqual(now)
      const updates = rig.events.slice(before).filter(({ topic }) => topic === 'session.updated').length
      expect(updates - notes.length).toBeLessThan(10)
    })
  }

  test('a refusal of the store reaches everybody who waited', async () => {
    await rig.store.close()
    const both = await Promise.allSettled([rig.sessions.update({ session: session.id }, { tags_add: ['a'] }), rig.sessions.update({ session: session.id }, {})])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})
