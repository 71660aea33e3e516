/**
 * The one gate to Git: nothing else in Scribe starts it. Absolute path, arguments only (no shell), hardened settings
 * and environment, bounded output, a deadline after which the whole process group is killed. It never writes to the
 * repository, takes no lock and opens no connection.
 */
import { spawn } from 'node:child_process'
import { ScribeError } from '../../shared/domain/error.ts'
import { blankedDrivers, FIXED_ARGUMENTS, gitEnvironment } from './hardening.ts'

const DEADLINE_MS = 10_000
/** A `git status` of 100,000 changed files is about 12 MB. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024
const MAX_ERROR_BYTES = 4096

export interface GitResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface GitRun {
  /** Folder Git runs in; must exist. */
  readonly cwd: string
  readonly args: readonly string[]
  readonly deadlineMs?: number
}

export class GitClient {
  readonly #program: string | null
  readonly #environment: Record<string, string>

  /** `program` is an absolute path (`findGit`) or `null` when Git is missing. */
  constructor(program: string | null, environment: NodeJS.ProcessEnv) {
    this.#program = program
    this.#environment = gitEnvironment(environment)
  }

  /**
   * Runs a read-only verb in a repository. A non-zero exit is a value.
   * Throws `git.missing`, `git.timedOut` (process group killed), `git.failed` (cannot start, too much output) or
   * `repo.refused` (the repository names a program that cannot be switched off).
   */
  async run(run: GitRun): Promise<GitResult> {
    const drivers = await this.#start(run, ['config', '--list', '-z', '--show-scope', '--name-only'])
    // What could not be read could not be switched off either.
    if (drivers.code !== 0) return drivers
    return await this.#start(run, [...blankedDrivers(drivers.stdout), ...run.args])
  }

  async #start(run: GitRun, args: readonly string[]): Promise<GitResult> {
    if (this.#program === null) throw new ScribeError('git.missing', 'Git was not found. Install it, then start Scribe again.')
    const child = spawn(this.#program, [...FIXED_ARGUMENTS, ...args], {
      cwd: run.cwd,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a helper it started can be ended with it.
      detached: true,
    })
    return await collect(child, { verb: verbOf(run.args), deadlineMs: run.deadlineMs ?? DEADLINE_MS })
  }
}

function collect(child: ReturnType<typeof spawn>, limits: { verb: string; deadlineMs: number }): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = []
    let size = 0
    let stderr = ''
    const fail = (error: ScribeError): void => {
      clearTimeout(timer)
      killGroup(child.pid)
      // A process that left the group may still hold them open.
      child.stdout?.destroy()
      child.stderr?.destroy()
      reject(error)
    }
    const timer = setTimeout(
      () => fail(new ScribeError('git.timedOut', `git ${limits.verb} gave no answer within ${limits.deadlineMs} ms.`)),
      limits.deadlineMs,
    )
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_OUTPUT_BYTES) fail(new ScribeError('git.failed', `git ${limits.verb} answered more than ${MAX_OUTPUT_BYTES} bytes.`))
      else out.push(chunk)
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      if (stderr.length < MAX_ERROR_BYTES) stderr += chunk.toString('utf8').slice(0, MAX_ERROR_BYTES)
    })
    child.on('error', (cause) => fail(new ScribeError('git.failed', `git ${limits.verb} could not be started.`, { cause })))
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString('utf8'), stderr })
    })
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}

function verbOf(args: readonly string[]): string {
  return args.find((argument) => !argument.startsWith('-')) ?? 'command'
}
