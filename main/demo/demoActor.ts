/**
 * Goes on working in the sample repositories at a calm pace: edits files, commits, writes notes, is an agent now and then. All of it is real
 * and reaches the record like anybody's work: through the file system, Git and the daemon's commands. Owns the timer and nothing else.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoProject } from './demoProjects.ts'
import type { DemoRepository } from './demoRepository.ts'
import type { Seeded } from './seeded.ts'

/** Between two acts, s; shorter at first, so that there is something to see at once. */
const CALM_S = [4, 10] as const
const FIRST_ACTS = 8
const FIRST_MS = 350

/** The two doors that it uses. */
export interface ActorDoors {
  readonly append: (cwd: string, text: string) => Promise<unknown>
  readonly hook: (event: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>
}

export interface ActorParts {
  readonly repositories: readonly DemoRepository[]
  readonly doors: ActorDoors
  readonly chance: Seeded
  readonly now: () => number
  /** Told of what went wrong; it goes on all the same. */
  readonly failed: (error: unknown) => void
}

type Act = (repository: DemoRepository) => Promise<unknown>

export class DemoActor {
  readonly #parts: ActorParts
  readonly #stop = new AbortController()
  /** How often each repository was edited since its last commit. */
  readonly #dirty = new Map<DemoRepository, number>()
  #working: Promise<void> | null = null
  #uses = 0

  constructor(parts: ActorParts) {
    this.#parts = parts
  }

  start(): void {
    this.#working ??= this.#work()
  }

  /** Settles when the act under way is done; none follows. Safe to call twice. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#working
  }

  async #work(): Promise<void> {
    const { chance, repositories, failed } = this.#parts
    for (let done = 0; !this.#stop.signal.aborted; done++) {
      await this.#act(chance.pick(repositories)).catch(failed)
      const ms = done < FIRST_ACTS ? FIRST_MS : chance.within(...CALM_S) * 1_000
      await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined)
    }
  }

  async #act(repository: DemoRepository): Promise<void> {
    const edits = this.#dirty.get(repository) ?? 0
    const dice = this.#parts.chance.next()
    const act: Act =
      edits >= 3 && dice < 0.5 && repository.project.failing === undefined ? this.#commit : dice < 0.6 ? this.#edit : dice < 0.75 ? this.#note : this.#agent
    await act.call(this, repository)
  }

  async #edit(repository: DemoRepository): Promise<string> {
    const path = this.#parts.chance.pick(repository.project.files)
    await repository.edit(path)
    this.#dirty.set(repository, (this.#dirty.get(repository) ?? 0) + 1)
    return path
  }

  async #commit(repository: DemoRepository): Promise<void> {
    await repository.commit(this.#parts.chance.pick(repository.project.commits), this.#parts.now())
    this.#dirty.delete(repository)
  }

  async #note({ root, project }: DemoRepository): Promise<void> {
    await this.#parts.doors.append(root, this.#parts.chance.pick(sayings(project)))
  }

  /** A turn of an agent, as its hooks tell it: what it was asked, a file, a command, what it says. */
  async #agent(repository: DemoRepository): Promise<void> {
    const { chance } = this.#parts
    const { root, project } = repository
    await this.#tell(root, 'UserPromptSubmit', { prompt: chance.pick(project.prompts) })
    const path = await this.#edit(repository)
    const tool_response = { structuredPatch: [{ lines: ['+one', '-two'] }] }
    await this.#tell(root, 'PostToolUse', { tool_name: 'Edit', tool_input: { file_path: join(root, path) }, tool_response })
    await this.#tell(root, 'PostToolUse', { tool_name: 'Bash', tool_input: { command: project.command }, duration_ms: chance.within(300, 9_000) })
    await this.fail(repository)
    await this.#tell(root, 'Stop', { last_assistant_message: chance.pick(project.turns) })
  }

  /** A command that fails as it did before, where the project has one. Scribe warns of it after some times. */
  async fail({ root, project: { failing } }: DemoRepository): Promise<void> {
    if (failing === undefined) return
    await this.#tell(root, 'PostToolUseFailure', { tool_name: 'Bash', tool_input: { command: failing }, error: 'Exit code 1' })
  }

  async #tell(cwd: string, event: string, input: Readonly<Record<string, unknown>>): Promise<void> {
    this.#uses += 1
    await this.#parts.doors.hook(event, { ...input, cwd, session_id: 'demo', tool_use_id: `use-${this.#uses}`, prompt_id: `prompt-${this.#uses}` })
  }
}

function sayings({ decisions, ideas, nexts, notes }: DemoProject): string[] {
  return [...decisions.map((text) => `Decision: ${text}`), ...ideas.map((text) => `Idea: ${text}`), ...nexts.map((text) => `Next: ${text}`), ...notes]
}
