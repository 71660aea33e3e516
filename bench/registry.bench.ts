/**
 * Registering, changing and noting, each until it is durable, with few sessions and with many; beside it the way of the Python
 * program (load, change, rewrite), in the same run on the same disk. Then what a restart costs, and an append to a long worklog.
 */
import { closeSync, fdatasyncSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../main/base/clock.ts'
import { silentLogger } from '../main/base/logger.ts'
import { Moves } from '../main/context/moves.ts'
import { Alerts } from '../main/events/alerts.ts'
import { EventHub } from '../main/events/eventHub.ts'
import { projectionReports } from '../main/projectionReports.ts'
import { RegistryProjection } from '../main/registry/registry.ts'
import { Recorder } from '../main/sessions/recorder.ts'
import { openStore, type Store } from '../main/store/store.ts'
import { WorklogProjection } from '../main/worklog/projection.ts'
import { SessionWorklog } from '../main/worklog/sessionWorklog.ts'
import { worklogPath } from '../main/worklog/worklogFile.ts'
import type { Session } from '../shared/domain/session.ts'
import { DEFAULT_SETTINGS } from '../shared/domain/settings.ts'
import type { DaemonProcess } from '../testing/daemonProcess.ts'
import { python } from '../testing/pythonWriter.ts'
import { RecordDouble } from '../testing/recordDouble.ts'
import { sampleSession } from '../testing/sampleSession.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, percentile, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'

const FEW = 10
const MANY = 10_000
const SAMPLES = 300
const AT_ONCE = 200
const CLIENTS = 10
const PYTHON_SIZES = [10, 100, 1_000, 10_000]
/** 10,000 sessions with 20 entries of half a kilobyte are 100 MB. */
const ENTRIES_EACH = 20
const ENTRY_TEXT = 'x'.repeat(500)
const WORKLOG_BYTES = 20 * 1024 * 1024
const STORE_WORKER = new URL('../main/store/storeWorker.ts', import.meta.url)
const REGISTRY_WORKER = new URL('../main/registry/registryWorker.ts', import.meta.url)

export const bench: Bench = {
  summary: 'Registry and record: operations until durable, group commit, restart, worklog, beside the Python way.',
  async run(say) {
    const figures: Figure[] = []
    const step = async (what: string, measure: () => Promise<readonly Figure[]>): Promise<void> => {
      say(what)
      figures.push(...(await measure()))
    }
    for (const count of [FEW, MANY]) {
      await step(`the parts with ${count} sessions`, () => inPlace(count, 0, measureParts))
      await step(`the daemon with ${count} sessions`, () => inPlace(count, count === MANY ? ENTRIES_EACH : 0, measureDaemon))
    }
    await step('the Python way', measurePython)
    await step('a worklog of 20 MB', measureWorklog)
    return [...figures, ...(await measureDisk())]
  },
}

interface Place {
  readonly home: string
  readonly repo: TestRepo
  readonly sessions: readonly Session[]
}

/** A data folder with that many sessions, all of one repository, one of them paused, the others completed. */
async function inPlace(count: number, entries: number, measure: (place: Place) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const home = tempFolder()
  const repo = createRepo({ files: { '.gitignore': 'artifacts/\n.ai_state.json\n' } })
  try {
    const sessions = Array.from({ length: count }, (_, n) => sessionOf(repo, n, n === 0 ? 'paused' : 'completed'))
    await plant(join(home, 'data'), sessions, entries)
    return await measure({ home, repo, sessions })
  } finally {
    removeFolder(home)
    removeFolder(repo.root)
  }
}

function sessionOf({ root }: TestRepo, n: number, state: Session['state']): Session {
  const backlog_id = `B-${n}`
  const at = Date.now() - 1_000_000 + n
  const times = { started_at: at, last_activity_at: at, ended_at: state === 'completed' ? at : null }
  return sampleSession({
    id: `s${String(n).padStart(6, '0')}`,
    backlog_id,
    repo: root,
    git_dir: join(root, '.git'),
    worklog: worklogPath(backlog_id),
    state,
    capture: 'off',
    ...times,
  })
}

async function plant(folder: string, sessions: readonly Session[], entries: number): Promise<void> {
  const store = await openStore(STORE_WORKER, folder)
  for (let from = 0; from < sessions.length; from += 100) {
    const records = sessions.slice(from, from + 100).map((session) => ({
      session,
      changes: [],
      entries: Array.from({ length: entries }, (_, n) => ({
        session_id: session.id,
        at: session.started_at + n,
        kind: 'note' as const,
        lines: [`- ${n} ${ENTRY_TEXT}`],
      })),
    }))
    const written = await store.run({ kind: 'record', records })
    await store.run({ kind: 'markProjected', seqs: written.entries.map(({ seq }) => seq) })
  }
  await store.close()
}

/** Recorder, store and registry as the daemon joins them, in this process: what of an operation is theirs, and what it blocks. */
async function measureParts({ home, repo, sessions }: Place): Promise<readonly Figure[]> {
  const store = await openStore(STORE_WORKER, join(home, 'data'))
  const { recorder, close } = joinParts(store, sessions)
  const name = `${sessions.length} sessions: `
  const registered: number[] = []
  const group: Figure[] = []
  const busy = new BusyTurns()
  try {
    // What the first write of a repository costs is the restart's, not an operation's.
    await recorder.commit([{ session: sessionOf(repo, 900_000, 'paused') }], Date.now())
    await sleep(1_500)
    busy.start()
    for (let n = 0; n < SAMPLES; n++) {
      const session = sessionOf(repo, 1_000_000 + n, 'completed')
      const begun = performance.now()
      await recorder.commit([{ session, topic: 'session.started' }], Date.now())
      registered.push(performance.now() - begun)
      await sleep(3)
    }
    busy.stop()
    // The store alone: what a group commit gains, without what is done for each operation before and after.
    const change = (n: number) => store.run({ kind: 'saveSession', session: sessionOf(repo, n % sessions.length, 'completed') })
    group.push(...(await measureGroup(name, change)))
  } finally {
    await close()
  }
  return [
    ...latencies(`${name}register`, registered, [0.5, 0.99]),
    ...group,
    { name: `${name}main thread busy in a turn of 1 ms, p99`, value: round(percentile(busy.samples, 0.99)), unit: 'ms', better: 'lower' },
  ]
}

/**
 * How long this thread works between two turns of a timer of 1 ms. Its own CPU time, not the delay of the timer: with two
 * cores that would also count the waits for a core, while store, registry and disk have them.
 */
class BusyTurns {
  readonly samples: number[] = []
  #timer: NodeJS.Timeout | undefined
  #before = 0

  start(): void {
    this.#before = threadMs()
    this.#timer = setInterval(() => {
      const now = threadMs()
      this.samples.push(now - this.#before)
      this.#before = now
    }, 1)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function joinParts(store: Store, sessions: readonly Session[]): { recorder: Recorder; close(): Promise<void> } {
  const clock = systemClock
  const log = silentLogger
  const hub = new EventHub({ epoch: 'bench', daemon: { version: '0', pid: process.pid, since: 0, host: 'headless' }, clock, log })
  const reports = projectionReports(new Alerts(hub, clock), log)
  const record = new RecordDouble()
  const worklogs = new WorklogProjection({ source: record, report: reports.worklog, log })
  const source = { sessionsOf: (repo: string) => recorder.all().filter((session) => session.repo === repo), pid: () => 7, wanted: () => true }
  const registry = new RegistryProjection({ source, report: { ...reports.registry, edited: async () => undefined }, clock, log, worker: REGISTRY_WORKER })
  const recorder: Recorder = new Recorder({
    store,
    hub,
    worklogs,
    registry,
    settings: () => DEFAULT_SETTINGS,
    settingsIn: () => DEFAULT_SETTINGS,
    moves: new Moves(),
  })
  for (const session of sessions) recorder.adopt(session, [])
  return {
    recorder,
    close: async () => {
      for (const part of [registry, worklogs, store]) await part.close()
    },
  }
}

/** The built daemon over its socket: the way there and back is in each figure. */
async function measureDaemon({ home, sessions }: Place): Promise<readonly Figure[]> {
  const name = `${sessions.length} sessions: `
  const begun = performance.now()
  const daemon = await startBuiltDaemon(home)
  const ready = performance.now() - begun
  try {
    const client = await daemon.connect()
    const change = (n: number, session = sessions[0]?.id) => client.call('session/update', { session, description: `${n}` })
    for (let n = 0; n < 20; n++) await change(n)
    await sleep(1_500)
    const updates = await timed(SAMPLES, change)
    const tags = await timed(SAMPLES, (n) => client.call('session/update', { session: sessions[0]?.id, [n % 2 === 0 ? 'tags_add' : 'tags_remove']: ['bench'] }))
    const notes = await timed(SAMPLES, (n) => client.call('worklog/append', { session: sessions[0]?.id, text: `note ${n}` }))
    const figures = [
      ...latencies(`${name}update`, updates, [0.5, 0.99]),
      ...latencies(`${name}tag`, tags, [0.5, 0.99]),
      ...latencies(`${name}append`, notes, [0.5, 0.99]),
      ...(await measureSocketGroup(daemon, sessions)),
    ]
    client.close()
    return [...figures, { name: `${name}start to ready`, value: Math.round(ready), unit: 'ms', better: 'lower' }]
  } finally {
    await daemon.stop()
  }
}

async function timed(count: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = []
  for (let n = 0; n < count; n++) {
    const begun = performance.now()
    await work(n)
    samples.push(performance.now() - begun)
    // As a person or an agent would: not one call on the heels of another.
    await sleep(2)
  }
  return samples
}

/** Over the socket: what Node needs to read and to answer 200 messages is in it. */
async function measureSocketGroup(daemon: DaemonProcess, sessions: readonly Session[]): Promise<readonly Figure[]> {
  // One client may have only so many calls under way.
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => daemon.connect()))
  const change = (n: number) => clients[n % CLIENTS]?.call('session/update', { session: sessions[n % sessions.length]?.id, description: `group ${n}` })
  const figures = await measureGroup(`${sessions.length} sessions, over the socket: `, change)
  for (const client of clients) client.close()
  return figures
}

/** How many durable acknowledgements a second, one after another and all at once, each about another session. */
async function measureGroup(name: string, change: (n: number) => Promise<unknown> | undefined): Promise<readonly Figure[]> {
  const rates: { one: number[]; all: number[] } = { one: [], all: [] }
  for (let turn = 0; turn < 5; turn++) {
    let begun = performance.now()
    for (let n = 0; n < AT_ONCE; n++) await change(n)
    rates.one.push((AT_ONCE / (performance.now() - begun)) * 1_000)
    begun = performance.now()
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => change(n)))
    rates.all.push((AT_ONCE / (performance.now() - begun)) * 1_000)
    await sleep(500)
  }
  const [one, all] = [percentile(rates.one, 0.5), percentile(rates.all, 0.5)]
  return [
    { name: `${name}durable a second, one after another`, value: Math.round(one), unit: '/s', better: 'higher' },
    { name: `${name}durable a second, ${AT_ONCE} at once`, value: Math.round(all), unit: '/s', better: 'higher' },
    { name: `${name}gain of ${AT_ONCE} at once`, value: round(all / one), unit: 'x', better: 'higher' },
  ]
}

async function measurePython(): Promise<readonly Figure[]> {
  const folder = tempFolder()
  try {
    const figures: Figure[] = []
    for (const size of PYTHON_SIZES) {
      const path = join(folder, `${size}.json`)
      const records = Object.fromEntries(
        Array.from({ length: size }, (_, n) => [
          `P-${n}`,
          { backlog_id: `P-${n}`, pid: 1, start_time: '2026-11-22T14:00:00+00:00', worklog_path: 'w', status: 'active' },
        ]),
      )
      writeFileSync(path, JSON.stringify({ sessions: records }))
      const samples = numbers(await python('measure', path, size > 1_000 ? '10' : '60'))
      figures.push(...latencies(`Python, ${size} sessions: load, register, rewrite (contender)`, samples, [0.5, 0.99]))
    }
    return figures
  } finally {
    removeFolder(folder)
  }
}

async function measureWorklog(): Promise<readonly Figure[]> {
  const repo = tempFolder()
  try {
    const path = join(repo, worklogPath('B-1'))
    mkdirSync(join(path, '..'), { recursive: true })
    const block = `\n## 2026-11-22 14:00:00\n\n- ${'x'.repeat(200)}\n`
    writeFileSync(path, `# Worklog B-1\n${block.repeat(WORKLOG_BYTES / block.length)}`)
    const record = new RecordDouble()
    const worklog = new SessionWorklog({ source: record, clock: systemClock })
    const session = sampleSession({ repo, backlog_id: 'B-1' })
    record.add('first')
    await worklog.write(session)
    const samples = await timed(SAMPLES, async (n) => {
      record.add(`note ${n}`)
      await worklog.write(session)
    })
    const theirs = numbers(await python('measure-append', path, '20'))
    return [
      ...latencies('append to a worklog of 20 MB', samples, [0.5, 0.99]),
      ...latencies('Python, append to a worklog of 20 MB (contender)', theirs, [0.5, 0.99]),
    ]
  } finally {
    removeFolder(repo)
  }
}

/** What this disk can do at best. */
async function measureDisk(): Promise<readonly Figure[]> {
  const folder = tempFolder()
  const file = openSync(join(folder, 'raw'), 'w')
  try {
    const page = Buffer.alloc(4096, 1)
    const samples = await timed(SAMPLES, async () => {
      writeSync(file, page)
      fdatasyncSync(file)
    })
    return latencies('raw: write 4 kB and fdatasync', samples, [0.5, 0.99])
  } finally {
    closeSync(file)
    removeFolder(folder)
  }
}

function numbers(lines: string): number[] {
  return lines.split('\n').filter(Boolean).map(Number)
}
