/** After any operations, whoever asks sees the same sessions: `scribe list --json`, the popover, the registry file, the store. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { runVerb } from '../../cli/verbs/runVerb.ts'
import { fromWireError, ScribeError } from '../../shared/domain/error.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { reduce } from '../../shared/state/reduce.ts'
import { popoverView } from '../../shared/ui/popoverView.ts'
import { LONG, times } from '../../testing/counts.ts'
import { createRepo, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'
import { parseRegistry, toRecord } from '../registry/registryShape.ts'
import { SummaryThread } from '../summaries/summaryThread.ts'
import { createDispatch, type Handlers } from './dispatch.ts'
import { sessionCommands } from './sessionCommands.ts'
import { systemCommands } from './systemCommands.ts'

const WORKER = new URL('../summaries/summaryWorker.ts', import.meta.url)
const OPERATIONS = times(300, 10_000)
/** Operations between two comparisons; those of one burst run at the same time. */
const ROUND = 30
const BURST = 4
const IDS = ['B-1', 'B-2', 'B-3']

/** Always the same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

suite('main/commands: everybody sees the same', () => {
  let home: string
  let folder: string
  let rig: SessionRig
  let thread: SummaryThread
  let roots: string[]
  /** What a window has made of the events it was sent. */
  let window: AppState

  beforeEach(async () => {
    home = tempFolder()
    folder = tempFolder()
    roots = ['a', 'b', 'c'].map((name) => createRepo({ folder: join(folder, name), branch: 'topic', files: { 'x.ts': 'x\n' } }).root)
    rig = await openSessionRig(home)
    thread = new SummaryThread({ worker: WORKER, store: join(home, 'data/scribe.db'), patterns: join(home, 'none.json') })
    // The registry compares times of files with the clock's.
    rig.clock.wall = () => Date.now()
    rig.clock.monotonic = () => performance.now()
    window = rig.hub.state
    rig.hub.subscribe((envelope: Envelope) => {
      window = reduce(window, envelope)
    })
  })
  afterEach(async () => {
    await thread.close()
    await rig.close()
    removeFolder(home)
    removeFolder(folder)
  })

  async function operate(random: (below: number) => number): Promise<void> {
    const cwd = roots[random(roots.length)] ?? ''
    const session = IDS[random(IDS.length)] ?? ''
    const tag = `t${random(5)}`
    const all = [
      () => rig.sessions.start({ cwd, backlog_id: session, tags: [tag] }),
      () => rig.sessions.start({ cwd, backlog_id: session }),
      () => rig.sessions.stop({ cwd, session }),
      () => rig.sessions.pause({ cwd, session }),
      () => rig.sessions.resume({ cwd, session }),
      () => rig.sessions.append({ cwd, session }, `note ${tag}`),
      () => rig.sessions.update({ cwd, session }, { tags_add: [tag] }),
      () => rig.sessions.update({ cwd, session }, { tags_remove: [tag] }),
      () => rig.sessions.update({ cwd, session }, { priority: 'high', description: tag, related_add: [IDS[random(3)] ?? ''] }),
    ]
    await all[random(all.length)]?.().catch((error: unknown) => {
      // A refusal is an outcome like any other.
      if (!(error instanceof ScribeError)) throw error
    })
  }

  async function listed(): Promise<Session[]> {
    const dispatch = createDispatch({ ...sessionCommands({ ...rig, thread }), ...systemCommands({ ...rig, shutdown: () => undefined }) } as Handlers, rig.log)
    const client = async () => ({
      call: async (name: string, input: unknown) => {
        const reply = await dispatch(name, input, { kind: 'cli', scopes: ['read'] })
        if (!reply.ok) throw fromWireError(reply.error)
        return reply.result as never
      },
    })
    const host = { cwd: () => '/', environment: {}, colour: false, client, runningClient: client }
    return JSON.parse((await runVerb(['list', '--json', '--limit', '10000'], host)).stdout).sessions
  }

  async function expectAgreement(): Promise<void> {
    for (const root of roots) await rig.registry.flush(root)
    // Nobody else writes here, so there is nothing to follow.
    expect(rig.followed).toEqual([])
    const sessions = await listed()
    expect(await rig.store.run({ kind: 'sessions' })).toEqual(sessions.toReversed())
    expect(window).toEqual(rig.hub.state)
    const live = sessions.filter(isLive)
    const view = popoverView({ state: window, link: 'up', shell: 'browser', now: Date.now(), undoUntil: {}, busy: new Set(), refusal: null })
    expect(view.rows.map(({ id }) => id).sort()).toEqual(live.map(({ id }) => id).sort())
    for (const { id, backlogId, state } of view.rows) {
      const session = sessions.find((one) => one.id === id)
      expect([backlogId, state === 'paused']).toEqual([session?.backlog_id, session?.state === 'paused'])
    }
    for (const root of roots) {
      // The registry has one place for an id; it is the newest session's. Tags are a set there.
      const newest = new Map(sessions.toReversed().flatMap((session) => (session.repo === root ? [[session.backlog_id, session] as const] : [])))
      const file = newest.size === 0 ? '{}' : readFileSync(join(root, 'artifacts/session_registry.json'), 'utf8')
      const records = parseRegistry(file)?.records ?? new Map()
      expect([...records.keys()].sort()).toEqual([...newest.keys()].sort())
      for (const [id, session] of newest) expect(records.get(id)).toEqual(toRecord(session, rig.watcher.pid ?? 0))
    }
  }

  test(
    `after ${OPERATIONS} random operations, looked at each ${ROUND}`,
    async () => {
      const random = randomFrom(20_261_122)
      for (let done = 0; done < OPERATIONS; done += BURST) {
        await Promise.all(Array.from({ length: BURST }, () => operate(random)))
        if (done % ROUND < BURST) await expectAgreement()
      }
      await expectAgreement()
      expect(rig.recorder.all().length).toBeGreaterThan(5)
    },
    LONG ? 1_800_000 : 60_000,
  )
})
