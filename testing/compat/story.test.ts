/**
 * The files of one session, written by the real recorder, store and projections into a real repository, against those
 * the Python program wrote in the same story: byte for byte, but for what lies below a millisecond.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { silentLogger } from '../../main/base/logger.ts'
import { Moves } from '../../main/context/moves.ts'
import { Alerts } from '../../main/events/alerts.ts'
import { EventHub } from '../../main/events/eventHub.ts'
import { projectionReports } from '../../main/projectionReports.ts'
import { OwnMark } from '../../main/registry/ownMark.ts'
import { RegistryProjection } from '../../main/registry/registry.ts'
import { mergeRegistry } from '../../main/registry/registryFile.ts'
import { RegistryMemory } from '../../main/registry/registryMemory.ts'
import { parseRegistry, serializeRegistry } from '../../main/registry/registryShape.ts'
import { readState } from '../../main/registry/stateFile.ts'
import { Recorder } from '../../main/sessions/recorder.ts'
import { completed, newSession, withChanges, withNote } from '../../main/sessions/transitions.ts'
import { openStore, type Store } from '../../main/store/store.ts'
import { type EntrySource, WorklogProjection } from '../../main/worklog/projection.ts'
import { noteLines, renderBlock, startLines } from '../../main/worklog/renderEntry.ts'
import { openWorklog } from '../../main/worklog/worklogFile.ts'
import type { Session } from '../../shared/domain/session.ts'
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts'
import { eventually } from '../eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../scaffold.ts'

/** The pid the samples name. */
const PID = 24006
const BRANCH = 'feat/B-093-demo'

/** A sample as we would write it: our clock has milliseconds, and `--interval` is not asked for any more. */
function sample(name: string): string {
  const text = readFileSync(new URL(`./samples/${name}`, import.meta.url), 'utf8')
  return text.replace(/(T[\d:]{8}\.\d{3})\d{3}\+/g, '$1000+').replace('"interval": 10', '"interval": 60')
}

/** A time of the day the samples were made on, which was a day in UTC. */
function at(time: string): number {
  return Date.parse(`2026-11-22T${time}Z`)
}

suite('testing/compat, the story of one session', () => {
  let home: string
  let repo: TestRepo
  let store: Store
  let now: number
  let hub: EventHub
  let worklogs: WorklogProjection
  let registry: RegistryProjection
  let recorder: Recorder

  beforeEach(async () => {
    vi.stubEnv('TZ', 'UTC')
    home = tempFolder()
    repo = createRepo({ branch: BRANCH, files: { 'README.md': 'x\n' } })
    await open()
  })
  afterEach(async () => {
    await close()
    removeFolder(home)
    removeFolder(repo.root)
    vi.unstubAllEnvs()
  })

  async function open(differences: Partial<EntrySource> = {}): Promise<void> {
    store = await openStore(new URL('../../main/store/storeWorker.ts', import.meta.url), join(home, 'data'))
    const clock = { wall: () => now, monotonic: () => now }
    hub = new EventHub({ epoch: 'e', daemon: { version: '0', pid: 1, since: 0, host: 'headless' }, clock, log: silentLogger })
    const reports = projectionReports(new Alerts(hub, clock), silentLogger)
    const source: EntrySource = {
      unprojected: (sessionId) => store.run({ kind: 'unprojected', sessionId }),
      recent: (sessionId, limit) => store.run({ kind: 'entries', sessionId, sinceSeq: 0, limit, newest: true }),
      restored: (sessionId, sinceSeq) => store.run({ kind: 'restored', sessionId, sinceSeq }),
      markProjected: (seqs) => store.run({ kind: 'markProjected', seqs }),
      markRestored: (seqs) => store.run({ kind: 'markRestored', seqs }),
      ...differences,
    }
    worklogs = new WorklogProjection({ source, report: reports.worklog, log: silentLogger })
    registry = new RegistryProjection({
      source: { sessionsOf: () => recorder.all(), pid: () => PID, wanted: () => true },
      report: { ...reports.registry, edited: async () => undefined },
      clock,
      log: silentLogger,
    })
    recorder = new Recorder({ store, hub, worklogs, registry, settings: () => DEFAULT_SETTINGS, settingsIn: () => DEFAULT_SETTINGS, moves: new Moves() })
  }

  async function close(): Promise<void> {
    await registry.close()
    await worklogs.close()
    await store.close()
  }

  const file = (path: string): string => readFileSync(join(repo.root, path), 'utf8')
  const worklog = (): string => file('artifacts/worklogs/B-093.md')

  async function start(): Promise<string> {
    now = at('14:35:37.484')
    const location = { root: repo.root, name: 'demo', gitDir: join(repo.root, '.git'), id: null }
    const session = newSession({
      id: 's1',
      backlogId: 'B-093',
      repo: location,
      branch: BRANCH,
      head: null,
      now,
      wishes: {},
      defaults: { idleTimeoutS: 1800, type: 'brainstorming', priority: 'medium' },
      earlier: undefined,
    })
    await recorder.commit([{ session, entry: { kind: 'start', lines: startLines(BRANCH) }, topic: 'session.started' }], now)
    return session.id
  }

  function session(): Session {
    const known = recorder.get('s1')
    if (known === undefined) throw new Error('no session')
    return known
  }

  async function change(...paths: string[]): Promise<void> {
    const changes = paths.map((path) => ({ path, kind: 'modified' as const, at: now }))
    await recorder.commit([{ session: withChanges(session(), changes, { head: null, branch: BRANCH }), changes, tellChanges: true }], now)
  }

  async function note(text: string): Promise<void> {
    await recorder.commit([{ session: withNote(session(), text, now), entry: { kind: 'note', lines: noteLines(text) } }], now)
  }

  /** The file has come to be the sample; if it has not in time, the difference is shown. */
  async function becomes(read: () => string, name: string): Promise<void> {
    const wanted = sample(name)
    await eventually(() => read() === wanted, 2_000).catch(() => undefined)
    expect(read()).toBe(wanted)
  }
  const registryBecomes = (name: string) => becomes(() => file('artifacts/session_registry.json'), `${name}.session_registry.json`)
  const stateBecomes = (name: string) => becomes(() => file('.ai_state.json'), `${name}.ai_state.json`)

  test('start, edits, tags and stop leave the files the Python program left', async () => {
    await start()
    now = at('14:35:37.485')
    // The Python program reported its own state file as the first change; here it only makes the same entry.
    await change('.ai_state.json')
    await becomes(worklog, '1-after-start.B-093.md')
    await registryBecomes('1-after-start')
    await stateBecomes('1-after-start')

    now = at('14:35:38')
    await note('New idea: cache the registry')
    await note('Decision: atomic rename')
    now = at('14:35:39.164')
    await recorder.commit([{ session: { ...session(), tags: ['testing', 'dspy', 'ünï'] } }], now)
    await registryBecomes('2-after-tag')
    now = at('14:35:47')
    await change('notes.md', 'a.py')
    await becomes(worklog, '2-after-edits.B-093.md')

    now = at('14:35:50.431')
    await recorder.commit(
      [{ session: completed(session(), 'user', now), entry: { kind: 'stop', lines: ['- Session stopped'] }, topic: 'session.stopped' }],
      now,
    )
    await becomes(worklog, '3-after-stop.B-093.md')
    await registryBecomes('3-after-stop')
    await stateBecomes('3-after-stop')
    expect(hub.state.alerts).toEqual([])
  })

  test('a kill between the append and its mark writes no entry twice after the next start', async () => {
    await close()
    await open({ markProjected: () => Promise.reject(new Error('killed here')) })
    const id = await start()
    await note('New idea: cache the registry')
    await worklogs.idle()
    const before = worklog()
    expect(before.match(/^## /gm)).toHaveLength(2)
    await close()
    await open()
    expect(await store.run({ kind: 'behind' })).toEqual([id])
    for (const known of await store.run({ kind: 'sessions' })) {
      recorder.adopt(known, [])
      worklogs.touch(known)
    }
    await worklogs.idle()
    expect(worklog()).toBe(before)
    expect(await store.run({ kind: 'behind' })).toEqual([])
    await note('after it')
    await worklogs.idle()
    expect(worklog()).toBe(`${before}${renderBlock({ at: now, lines: ['- after it'] })}`)
  })

  test('a kill before the append loses nothing', async () => {
    await close()
    await open({ unprojected: () => Promise.reject(new Error('killed here')) })
    await start()
    await worklogs.idle()
    await close()
    await open()
    for (const known of await store.run({ kind: 'sessions' })) worklogs.touch(known)
    await worklogs.idle()
    expect(worklog()).toBe(`# Worklog B-093\n${renderBlock({ at: at('14:35:37'), lines: startLines(BRANCH) })}`)
  })

  for (const name of ['1-after-start', '2-after-tag', '3-after-stop']) {
    test(`the registry ${name} loads, and written again it is the same`, async () => {
      const text = readFileSync(new URL(`./samples/${name}.session_registry.json`, import.meta.url), 'utf8')
      const read = parseRegistry(text)
      expect([[...(read?.records.keys() ?? [])], read?.odd]).toEqual([['B-093'], []])
      const withoutTime = (file: string): string => file.replace(/"last_updated": "[^"]*"/, '"last_updated": ""')
      expect(withoutTime(serializeRegistry(read?.records ?? new Map(), 0))).toBe(withoutTime(text))
      mkdirSync(join(repo.root, 'artifacts'))
      writeFileSync(join(repo.root, 'artifacts/session_registry.json'), text)
      const known = { memory: new RegistryMemory(), mark: new OwnMark(), now: 0, edited: () => undefined }
      expect(await mergeRegistry({ root: repo.root, gitDir: join(repo.root, '.git') }, known)).toMatchObject({ setAside: null, outgoing: null })
      expect(file('artifacts/session_registry.json')).toBe(text)
    })
  }

  test('the state files and worklogs load, and a worklog of theirs is gone on with as they would', async () => {
    for (const name of ['1-after-start', '3-after-stop']) {
      writeFileSync(join(repo.root, '.ai_state.json'), sample(`${name}.ai_state.json`))
      expect(await readState(repo.root)).toMatchObject({ backlog_id: 'B-093', branch: BRANCH })
    }
    mkdirSync(join(repo.root, 'artifacts/worklogs'), { recursive: true })
    writeFileSync(join(repo.root, 'artifacts/worklogs/B-093.md'), sample('2-after-edits.B-093.md'))
    const opened = await openWorklog({ repo: repo.root, backlogId: 'B-093' })
    await opened.append([renderBlock({ at: at('14:35:50'), lines: ['- Session stopped'] })])
    await opened.close()
    expect(worklog()).toBe(sample('3-after-stop.B-093.md'))
  })
})
