/**
 * A verb from the shell, whole process, as a person or a hook waits for it: the installed script with a daemon that runs,
 * beside a Python verb that does what the Python program does (start, imports, load, rewrite), one after the other in the same
 * run. Ours makes its change durable before it answers; the Python method syncs nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type RegistryRecord, serializeRegistry, toRecord } from '../main/registry/registryShape.ts'
import { openStore } from '../main/store/store.ts'
import type { Session } from '../shared/domain/session.ts'
import { sampleSession } from '../testing/sampleSession.ts'
import { createRepo, gitEnvironment, removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, percentile, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'

const SCRIPT = fileURLToPath(new URL('../plugins/shell/scribe', import.meta.url))
const PYTHON_VERB = fileURLToPath(new URL('./pythonVerb.py', import.meta.url))
/** The system's, which a person's shell would start. */
const PYTHON = '/usr/bin/python3'
const STORE_WORKER = new URL('../main/store/storeWorker.ts', import.meta.url)
const SIZES = [10, 1_000]
const ROUNDS = 40
/** Seconds with three digits, of the verb alone. */
const TIME = 'TIMEFORMAT=%3R; time "$@" >/dev/null'
const WARM_UP = 3
/** The files of the verb before are written by then, as they are between two verbs of a person. */
const SETTLE_MS = 150
const ID = 'B-1009'

const VERBS: Readonly<Record<string, readonly string[]>> = {
  tag: ['tag', '--backlog-id', ID, '--tags', 'bench'],
  append: ['append', '--backlog-id', ID, 'a note of the bench'],
  status: ['status'],
}

export const bench: Bench = {
  summary: 'scribe tag, append and status from the shell, beside a Python verb.',
  async run(say) {
    const figures: Figure[] = []
    for (const size of SIZES) {
      say(`${size} sessions, ${ROUNDS} rounds of each verb`)
      figures.push(...(await measure(size)))
    }
    return figures
  },
}

async function measure(size: number): Promise<Figure[]> {
  const home = tempFolder()
  const ours = createRepo({ branch: `feat/${ID}-bench`, files: { 'a.ts': 'x\n' } }).root
  const theirs = tempFolder()
  const sessions = knownSessions(ours, size)
  await fillStore(home, sessions.slice(1))
  fillPython(theirs, sessions)
  const daemon = await startBuiltDaemon(home)
  try {
    const client = await daemon.connect()
    await client.call('session/start', { cwd: ours, backlog_id: ID })
    client.close()
    return await compare(size, { home, ours, theirs })
  } finally {
    await daemon.stop()
    for (const folder of [home, ours, theirs]) removeFolder(folder)
  }
}

interface Places {
  readonly home: string
  readonly ours: string
  readonly theirs: string
}

/** All verbs and both contenders in turn, so that whatever else the machine does meets all of them alike. */
async function compare(size: number, { home, ours, theirs }: Places): Promise<Figure[]> {
  const samples = Object.keys(VERBS).map((verb) => ({ verb, ours: [] as number[], theirs: [] as number[] }))
  for (let index = -WARM_UP; index < ROUNDS; index++) {
    for (const sample of samples) {
      const args = VERBS[sample.verb] ?? []
      await sleep(SETTLE_MS)
      const own = timed([SCRIPT, ...args], { cwd: ours, env: { ...gitEnvironment(), SCRIBE_HOME: home } })
      await sleep(SETTLE_MS)
      const other = timed([PYTHON, PYTHON_VERB, ...args], { cwd: theirs, env: gitEnvironment() })
      if (index < 0) continue
      sample.ours.push(own)
      sample.theirs.push(other)
    }
  }
  // The promise is about a verb that loads and rewrites; the leaner two stand beside it for comparison.
  const verb = percentile(samples.find((sample) => sample.verb === 'tag')?.theirs ?? [], 0.5)
  return samples.flatMap((sample) => {
    const [own, other] = [percentile(sample.ours, 0.5), percentile(sample.theirs, 0.5)]
    const name = `${size} sessions: ${sample.verb}`
    return [
      { name: `${name} p50`, value: round(own), unit: 'ms', better: 'lower' },
      { name: `${name} in Python p50 (contender)`, value: round(other), unit: 'ms', better: 'lower' },
      { name: `${name}, less wall time than a Python verb`, value: round(100 * (1 - own / verb)), unit: '%', better: 'higher' },
    ] as const
  })
}

/** Milliseconds of one verb, started and timed by a shell, as a person starts it. */
function timed(command: readonly string[], place: { cwd: string; env: NodeJS.ProcessEnv }): number {
  const { status, stderr } = spawnSync('/bin/bash', ['-c', TIME, 'bash', ...command], { ...place, encoding: 'utf8' })
  const took = /^(\d+)[.,](\d{3})\n$/.exec(stderr)
  if (status !== 0 || took === null) throw new Error(`${command.join(' ')} failed: ${stderr}`)
  return Number(took[1]) * 1000 + Number(took[2])
}

/** The one that records, and ended ones of the same repository. */
function knownSessions(repo: string, size: number): Session[] {
  return Array.from({ length: size }, (_, index) =>
    sampleSession({
      id: `s${index}`,
      backlog_id: index === 0 ? ID : `B-${index}`,
      repo,
      git_dir: join(repo, '.git'),
      worklog: `artifacts/worklogs/${index === 0 ? ID : `B-${index}`}.md`,
      state: index === 0 ? 'recording' : 'completed',
      capture: 'off',
      tags: ['one', 'two', 'three'],
      started_at: Date.now() - 3_600_000 + index,
      ended_at: index === 0 ? null : Date.now() - 1_800_000,
    }),
  )
}

async function fillStore(home: string, sessions: readonly Session[]): Promise<void> {
  const store = await openStore(STORE_WORKER, join(home, 'data'))
  await Promise.all(sessions.map((session) => store.run({ kind: 'saveSession', session })))
  await store.close()
}

function fillPython(folder: string, sessions: readonly Session[]): void {
  mkdirSync(join(folder, 'artifacts/worklogs'), { recursive: true })
  const records = new Map<string, RegistryRecord>(sessions.map((session) => [session.backlog_id, toRecord(session, process.pid)]))
  writeFileSync(join(folder, 'artifacts/session_registry.json'), serializeRegistry(records, Date.now()))
  writeFileSync(join(folder, `artifacts/worklogs/${ID}.md`), `# Worklog ${ID}\n`)
}
