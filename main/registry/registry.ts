/**
 * Keeps `session_registry.json` and `.ai_state.json` of each repository in step with the sessions: debounced, one
 * write at a time per repository, tried again when it fails. Both are projections; the record is the store.
 */
import type { Session } from '../../shared/domain/session.ts'
import type { Clock } from '../base/clock.ts'
import { requireSameFolder } from '../base/folderIdentity.ts'
import type { Logger } from '../base/logger.ts'
import { Latest } from '../base/sequence.ts'
import { mergeRegistry, mergeState } from './registryFile.ts'
import { toRecord } from './registryShape.ts'

/** Leaves room for the promise that the file follows the store within 250 ms. */
const DEBOUNCE_MS = 80
const RETRY_MS = 5_000
/** What the Python program's `--interval` defaults to; readers expect the key, nothing polls by it here. */
const INTERVAL_S = 60

export interface RegistryReport {
  /** A damaged file was kept under this name and rebuilt. */
  damaged(repo: string, setAside: string): void
  stateDamaged(repo: string): void
  failed(repo: string, error: unknown): void
  recovered(repo: string): void
}

export interface RegistrySource {
  /** All sessions of the repository in order of their start, newest last; a later one replaces an earlier one of its id. */
  sessionsOf(repo: string): readonly Session[]
  /** Process id to write (the watch host's). */
  pid(): number
}

export class RegistryProjection {
  readonly #source: RegistrySource
  readonly #report: RegistryReport
  readonly #clock: Clock
  readonly #log: Logger
  readonly #queues = new Map<string, Latest<string>>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #closed = false

  constructor(options: { source: RegistrySource; report: RegistryReport; clock: Clock; log: Logger }) {
    this.#source = options.source
    this.#report = options.report
    this.#clock = options.clock
    this.#log = options.log
  }

  /** Writes the repository's files soon; many calls make one write. */
  touch(repo: string): void {
    if (this.#timers.has(repo)) return
    this.#timers.set(
      repo,
      setTimeout(() => this.#push(repo), DEBOUNCE_MS),
    )
  }

  /** Writes what is due and waits for it. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return
    for (const repo of [...this.#timers.keys()]) this.#push(repo)
    this.#closed = true
    await Promise.all([...this.#queues.values()].map((queue) => queue.idle()))
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  #push(repo: string): void {
    clearTimeout(this.#timers.get(repo))
    this.#timers.delete(repo)
    if (this.#closed) return
    const queue =
      this.#queues.get(repo) ??
      new Latest<string>({
        work: (root) => this.#write(root),
        merge: (_waiting, newer) => newer,
        onError: (error) => this.#log.error('registry projection failed', { error }),
      })
    this.#queues.set(repo, queue)
    queue.push(repo)
  }

  async #write(repo: string): Promise<void> {
    try {
      const sessions = this.#source.sessionsOf(repo)
      const newest = sessions.at(-1)
      if (newest === undefined) return
      requireSameFolder(repo, newest.root_id)
      const folders = { root: repo, gitDir: newest.git_dir }
      const own = new Map(sessions.map((session) => [session.backlog_id, toRecord(session, this.#source.pid())]))
      const { setAside } = await mergeRegistry(folders, own, this.#clock.wall())
      if (setAside !== null) this.#report.damaged(repo, setAside)
      if (!(await mergeState(folders, this.#stateKeys(sessions)))) this.#report.stateDamaged(repo)
      this.#report.recovered(repo)
    } catch (error) {
      this.#report.failed(repo, error)
      if (!this.#closed)
        this.#timers.set(
          repo,
          setTimeout(() => this.#push(repo), RETRY_MS),
        )
    }
  }

  /** The one slot of `.ai_state.json` belongs to the session started last among those that record. */
  #stateKeys(sessions: readonly Session[]): Record<string, unknown> {
    const recording = sessions.findLast((session) => session.state === 'recording')
    if (recording === undefined) return { scribe: {} }
    const scribe = { pid: this.#source.pid(), interval: INTERVAL_S, worklog: recording.worklog }
    return { backlog_id: recording.backlog_id, branch: recording.branch ?? '', scribe }
  }
}
