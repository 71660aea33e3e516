/**
 * The one gate to Git: nothing else in Scribe starts it, but a demo, which makes its own repositories. Absolute path, arguments only (no shell), hardened settings
 * and environment, bounded output, a deadline after which the whole process group is killed, and a pause for a repository
 * in which Git keeps hanging. It never writes to the repository, takes no lock and opens no connection.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Limits, Priority } from '../base/fairQueue.ts'
import { Limiter } from '../base/limiter.ts'
import { Breaker } from './breaker.ts'
import { collect, type GitResult, notAwaited } from './collect.ts'
import { checkVersion } from './gitVersion.ts'
import { disarmDrivers, FIXED_ARGUMENTS, gitEnvironment } from './hardening.ts'
import { SharedReadings } from './sharedReadings.ts'

/** A status of 100,000 files takes about 1 s on a slow machine, more while an installation writes. */
const DEADLINE_MS = 10_000
/** From here on Git is slow: worth saying, not worth giving up what it may still tell. */
const SLOW_MS = 2_000
/** Without settings: a test, or a command that runs alone. */
const LIMITS: Limits = { most: 4, mostPerFlow: 4, mostWaiting: 10_000, weights: { high: 4, medium: 2, low: 1 } }

/** All that Scribe ever asks. Whoever adds a verb adds it to the test of hostile repositories, which runs each of these on each of those. */
export const VERBS = ['rev-parse', 'status', 'ls-files', 'log', 'diff', 'worktree', 'check-ignore'] as const

export interface GitRun {
  /** Folder Git runs in; must exist. */
  readonly cwd: string
  readonly args: readonly [verb: (typeof VERBS)[number], ...rest: readonly string[]]
  /** For the whole run, ms. */
  readonly deadlineMs?: number
  /** More output than fits is cut (`GitResult.cut`), not a failure. */
  readonly mayCut?: boolean
  /** Bytes that are read of the output at most; fewer than the gate's own bound. */
  readonly maxBytes?: number
  /** Once it is aborted nobody waits any longer: the run leaves the queue, or its process group is killed. */
  readonly signal?: AbortSignal
}

export interface GitOptions {
  readonly breaker?: Breaker
  /** Told once of each run that has had no answer for 2 s and is still waited for. */
  readonly onSlow?: (run: { readonly cwd: string; readonly verb: string }) => void
  /** Told of each run that has ended: what it waited for its turn, and what it took, ms. */
  readonly onRun?: (run: { readonly cwd: string; readonly waitedMs: number; readonly ms: number }) => void
  /** Lets runs in, in their turn; the folder is what takes turns. */
  readonly limiter?: Limiter
  /** How much what happens in this folder matters. */
  readonly priorityOf?: (folder: string) => Priority
}

export class GitClient {
  readonly #find: () => Program
  #found: Program = null
  readonly #environment: Record<string, string>
  readonly #breaker: Breaker
  readonly #onSlow: NonNullable<GitOptions['onSlow']>
  readonly #onRun: NonNullable<GitOptions['onRun']>
  readonly #limiter: Limiter
  readonly #priorityOf: (folder: string) => Priority
  readonly #readings = new SharedReadings()
  #checked: Promise<void> | null = null

  /** `program` is where Git is: an absolute path or `null`, or how to look for it (`findGit`) whenever it is not known or gone. */
  constructor(program: Program | (() => Program), environment: NodeJS.ProcessEnv, options: GitOptions = {}) {
    const {
      breaker = new Breaker(),
      onSlow = () => undefined,
      onRun = () => undefined,
      limiter = new Limiter(() => LIMITS),
      priorityOf = () => 'medium',
    } = options
    this.#find = typeof program === 'function' ? program : () => program
    this.#environment = gitEnvironment(environment)
    this.#breaker = breaker
    this.#onSlow = onSlow
    this.#onRun = onRun
    this.#limiter = limiter
    this.#priorityOf = priorityOf
  }

  /**
   * Runs a read-only verb in a repository. A non-zero exit is a value.
   * Throws `git.missing`, `git.tooOld`, `git.timedOut` (process group killed, or not asked at all because it timed out
   * too often: `data.retry_in_ms` says when it is), `git.failed` (cannot start, too much output), `wait.deadline` (its signal
   * was aborted), `limit.overloaded` (too many wait) or `repo.refused` (the repository names a program that cannot be switched off).
   */
  async run(run: GitRun): Promise<GitResult> {
    const pause = this.#breaker.pause(run.cwd, performance.now())
    if (pause > 0) throw leftAlone(run.cwd, pause)
    const askedAt = performance.now()
    const leave = await this.#limiter.enter({ flow: run.cwd, priority: this.#priorityOf(run.cwd), signal: run.signal }).catch((error: unknown) => {
      throw run.signal?.aborted === true ? notAwaited(run.args[0]) : error
    })
    const beganAt = performance.now()
    const slow = setTimeout(() => {
      this.#onSlow({ cwd: run.cwd, verb: run.args[0] })
      // One that hangs waits, it does not work: it must not keep the others from their turn.
      leave()
    }, SLOW_MS)
    try {
      const result = await this.#guarded({ ...run, endsAt: performance.now() + (run.deadlineMs ?? DEADLINE_MS) })
      this.#breaker.answered(run.cwd)
      return result
    } catch (error) {
      if (error instanceof ScribeError) this.#learn(error, run.cwd)
      throw error === run.signal?.reason ? notAwaited(run.args[0]) : error
    } finally {
      clearTimeout(slow)
      leave()
      this.#onRun({ cwd: run.cwd, waitedMs: beganAt - askedAt, ms: performance.now() - beganAt })
    }
  }

  /** Which Git there is, in its own words. Throws as `run` does where it cannot be used. */
  async version(): Promise<{ readonly program: string; readonly said: string }> {
    const answer = await this.#start({ cwd: '/', args: ['rev-parse'], endsAt: performance.now() + DEADLINE_MS }, ['--version'])
    checkVersion(this.#program(), answer)
    return { program: this.#program(), said: answer.stdout.trim().slice(0, 200) }
  }

  /** Timeouts count; what could not be started may have been moved by an update, and is looked for again. */
  #learn(error: ScribeError, cwd: string): void {
    if (error.code === 'git.timedOut') this.#breaker.timedOut(cwd, performance.now())
    if (error.code !== 'git.failed' || error.cause === undefined) return
    this.#found = null
    this.#checked = null
  }

  async #guarded(run: TimedRun): Promise<GitResult> {
    await this.#known(run)
    const read = (signal: AbortSignal): Promise<GitResult> =>
      this.#start({ cwd: run.cwd, args: run.args, endsAt: run.endsAt, signal }, ['config', '--list', '-z', '--show-scope'])
    const drivers = await this.#readings.of(run.cwd, run.signal ?? new AbortController().signal, read)
    // What could not be read could not be switched off either.
    if (drivers.code !== 0) return drivers
    return await this.#start(run, [...disarmDrivers(drivers.stdout), ...run.args])
  }

  /** Asks for the version once; a Git that was refused is asked again, so that an update helps without a restart. */
  async #known(run: TimedRun): Promise<void> {
    // It is asked for all that come after, whether or not this one is still waited for.
    this.#checked ??= this.#start({ cwd: '/', args: run.args, endsAt: run.endsAt }, ['--version']).then((answer) => checkVersion(this.#program(), answer))
    const checked = this.#checked
    await checked.catch((error: unknown) => {
      if (this.#checked === checked) this.#checked = null
      throw error
    })
  }

  async #start(run: TimedRun, args: readonly string[]): Promise<GitResult> {
    const { mayCut = false, deadlineMs = DEADLINE_MS, maxBytes, signal } = run
    const limits = { verb: run.args[0], deadlineMs, leftMs: Math.max(0, run.endsAt - performance.now()), mayCut, maxBytes, signal }
    if (signal?.aborted === true) throw notAwaited(run.args[0])
    return await collect(this.#spawn(run.cwd, args), limits)
  }

  #program(): string {
    this.#found ??= this.#find()
    if (this.#found === null) throw new ScribeError('git.missing', 'Git was not found. Install it; it is looked for again.')
    return this.#found
  }

  #spawn(cwd: string, args: readonly string[]): ChildProcess {
    const program = this.#program()
    try {
      return spawn(program, [...FIXED_ARGUMENTS, ...args], {
        cwd,
        env: this.#environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that a helper it started can be ended with it.
        detached: true,
      })
    } catch (cause) {
      // What the system refuses at once, such as too many arguments, is thrown; the rest is an event.
      throw new ScribeError('git.failed', 'git could not be started.', { cause })
    }
  }
}

/** Absolute path of Git, or `null` where there is none. */
type Program = string | null

interface TimedRun extends GitRun {
  /** Monotonic, ms. */
  readonly endsAt: number
}

function leftAlone(cwd: string, pause: number): ScribeError {
  const seconds = Math.ceil(pause / 1000)
  return new ScribeError('git.timedOut', `Git keeps giving no answer in ${cwd}. It is asked again in ${seconds} s.`, {
    data: { retry_in_ms: Math.ceil(pause) },
  })
}
