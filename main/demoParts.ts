/**
 * A demo, out of its parts: sample data in a folder of its own, written before the daemon runs; an actor that goes on working while it does;
 * and the end of all of it. A part of the composition root.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fromWireError, ScribeError } from '../shared/domain/error.ts'
import type { CommandName } from '../shared/protocol/commandNames.ts'
import type { CommandInput } from '../shared/protocol/commands.ts'
import type { Caller } from './commands/caller.ts'
import type { Daemon, Logger } from './daemon.ts'
import { DemoActor } from './demo/demoActor.ts'
import { byHour, demoMinutes, HOUR_MS, MINUTE_MS } from './demo/demoFigures.ts'
import { claimDemo, isDemo, removeDemo } from './demo/demoHome.ts'
import { PastSession } from './demo/demoPast.ts'
import { DemoRepository } from './demo/demoRepository.ts'
import { type DemoStory, demoStories, WAITING } from './demo/demoStories.ts'
import { Seeded } from './demo/seeded.ts'
import { findGit } from './git/findGit.ts'
import { openStore, type Store } from './store/store.ts'

const CALLER: Caller = { kind: 'other', scopes: ['read', 'append', 'control'] }
/** A command that fails so often is told of as going round in circles. */
const FAILURES = 4
const DAY_MS = 24 * HOUR_MS
/** The folders by which it is known that an agent is there. */
const PERSON = ['.claude', '.codex', '.cursor']

export interface DemoOptions {
  readonly home: string
  /** The same seed tells the same stories. */
  readonly seed: number
  readonly storeWorker: URL
  readonly now: () => number
  readonly log: Logger
  /** Aborted: it is not wanted any more. */
  readonly told: AbortSignal
}

/** A demo whose past is written; `begin` when the daemon runs. */
export interface Demo {
  /** The real path of its folder. */
  readonly home: string
  /** Lets the present begin: who waits for a place, what goes wrong, and the work that goes on. */
  begin(daemon: Pick<Daemon, 'dispatch'>): Promise<void>
  /** Ends the work. Safe to call twice. */
  close(): Promise<void>
  /** Removes everything. The daemon has ended by then. */
  remove(): void
}

/** The home of the person in the demo: what agents keep there is put nowhere else. */
export function demoPerson(home: string): string {
  return join(home, 'person')
}

/** Makes the folder and the past. Throws `store.demo` for a folder of real records, `store.owned` where a demo runs, `git.missing`. */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const git = findGit(process.env.PATH ?? '', process.platform)
  if (git === null) throw new ScribeError('git.missing', 'Git was not found. The demo makes small repositories with it.')
  await clearLeft(options)
  const home = claimDemo(options.home, options.seed)
  try {
    for (const folder of PERSON) await mkdir(join(demoPerson(home), folder), { recursive: true })
    const repositories = await writePast({ ...options, home }, git)
    return demoOf({ ...options, home }, repositories)
  } catch (error) {
    removeDemo(home)
    throw error
  }
}

/** What a demo left that was killed. */
async function clearLeft({ home, storeWorker }: DemoOptions): Promise<void> {
  if (!isDemo(home)) return
  // Refused while another demo runs there.
  const store = await openStore(storeWorker, join(home, 'data'))
  await store.close()
  removeDemo(home)
}

async function writePast({ home, seed, storeWorker, now, told }: DemoOptions, git: string): Promise<Map<string, DemoRepository>> {
  const store = await openStore(storeWorker, join(home, 'data'))
  try {
    const stories = demoStories(seed)
    const repositories = await createAll(stories, { folder: join(home, 'src'), git, now: now() })
    const moments = stories.flatMap((story) => {
      const repository = repositories.get(story.project.name)
      return repository === undefined ? [] : new PastSession({ store, repository, story, now: now() }).moments()
    })
    await damageRegistry(repositories)
    for (const { run } of moments.sort((a, b) => a.at - b.at)) {
      told.throwIfAborted()
      await run()
    }
    await writeFigures(store, seed, now())
    return repositories
  } finally {
    await store.close()
  }
}

/** Each project's repository, begun the day before its first session. */
async function createAll(
  stories: readonly DemoStory[],
  { folder, git, now }: { readonly folder: string; readonly git: string; readonly now: number },
): Promise<Map<string, DemoRepository>> {
  const repositories = new Map<string, DemoRepository>()
  for (const { project, from } of stories) {
    if (repositories.has(project.name)) continue
    const repository = new DemoRepository({ folder, project, git })
    await repository.create(now - from * MINUTE_MS - DAY_MS)
    repositories.set(project.name, repository)
  }
  return repositories
}

/** One of the files that Scribe mends and tells of. */
async function damageRegistry(repositories: ReadonlyMap<string, DemoRepository>): Promise<void> {
  await repositories.get('field-notes')?.write('artifacts/session_registry.json', '{ "sessions": [\n')
}

async function writeFigures(store: Store, seed: number, now: number): Promise<void> {
  const minutes = demoMinutes(seed, now)
  const save = (grain: number) => (sample: (typeof minutes)[number]) => store.run({ kind: 'saveMetrics', grain, at: sample.at, data: JSON.stringify(sample) })
  await Promise.all([...minutes.map(save(MINUTE_MS)), ...byHour(minutes, now).map(save(HOUR_MS))])
}

function demoOf({ home, seed, now, log }: DemoOptions, repositories: ReadonlyMap<string, DemoRepository>): Demo {
  const recording = demoStories(seed).filter(({ ending }) => ending.kind === 'recording')
  let actor: DemoActor | null = null
  let closed = false
  return {
    home,
    begin: async ({ dispatch }) => {
      const ask = asking(dispatch)
      // As many as record already, so that the next one waits.
      await ask('settings/update', { values: { 'limits.maxSessions': recording.length } })
      await ask('integration/install', { name: 'claude-code' })
      await startWaiting(ask, repositories)
      if (closed) return
      const doors = {
        append: (cwd: string, text: string) => ask('worklog/append', { cwd, text }),
        hook: (event: string, input: object) => ask('agent/hook', { agent: 'claude-code', event, input }),
      }
      const theirs = recording.flatMap(({ project }) => repositories.get(project.name) ?? [])
      actor = new DemoActor({ repositories: theirs, doors, chance: new Seeded(seed), now, failed: (error) => log.warn('the demo’s actor failed', { error }) })
      for (let time = 0; time < FAILURES; time++) for (const repository of theirs) await actor.fail(repository)
      actor.start()
    },
    close: async () => {
      closed = true
      await actor?.close()
    },
    remove: () => removeDemo(home),
  }
}

type Ask = (name: CommandName, input: object) => Promise<void>

/** A refusal is thrown. */
function asking(dispatch: Daemon['dispatch']): Ask {
  return async (name, input) => {
    // The table's types hold on both sides of dispatch; here a command is only a name and a value.
    const reply = await dispatch(name, input as CommandInput<CommandName>, CALLER)
    if (!reply.ok) throw fromWireError(reply.error)
  }
}

async function startWaiting(ask: Ask, repositories: ReadonlyMap<string, DemoRepository>): Promise<void> {
  const { project, branch, type, priority, tags, backlogId } = WAITING
  const repository = repositories.get(project.name)
  if (repository === undefined) return
  await repository.branch(branch)
  await ask('session/start', { cwd: repository.root, backlog_id: backlogId, type, priority, tags: [...tags], on_limit: 'queue' })
}
