/**
 * Keeps `session_registry.json` and `.ai_state.json` of each repository in step with the sessions. This is the half on the
 * main thread: it gathers what has changed, debounced, and hands on what happens to the files; reading and writing them is
 * the keeper's. Both files are projections; the record is the store.
 */

import { messageOf } from '../../shared/domain/error.ts'
import type { Session } from '../../shared/domain/session.ts'
import { background } from '../base/background.ts'
import type { Clock } from '../base/clock.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Logger } from '../base/logger.ts'
import { type KeeperLink, keeperHere, keeperThread } from './keeperLink.ts'
import type { FromKeeper, Question } from './keeperMessages.ts'
import type { RecordEdit } from './recordEdit.ts'
import { toRecord } from './registryShape.ts'
import { RepoChanges } from './repoChanges.ts'

/** Leaves room for the promise that the file follows the store within 250 ms. */
const DEBOUNCE_MS = 80
const ANSWER_MS = 10_000
/** A keeper's thread that ends by itself is started again so often; then the files are given up, aloud. */
const RESTARTS = 3
const CLOSE_MS = 3_000

export interface RegistryReport {
  /** A damaged file was kept under this name and rebuilt. */
  damaged(repo: string, setAside: string): void
  stateDamaged(repo: string): void
  failed(repo: string, error: unknown): void
  recovered(repo: string): void
  /** Another program edited the session's record, or cleaned it up (`null`). Settles when the session has followed, or will not. */
  edited(session: Session, edit: RecordEdit | null): Promise<void>
}

export interface RegistrySource {
  /** All sessions of the repository in order of their start, newest last; a later one replaces an earlier one of its id. */
  sessionsOf(repo: string): readonly Session[]
  /** Process id to write (the watch host's). */
  pid(): number
  /** False while the person wants neither file in this repository. */
  wanted(repo: string): boolean
}

export interface RegistryOptions {
  readonly source: RegistrySource
  readonly report: RegistryReport
  readonly clock: Clock
  readonly log: Logger
  /** Entry of the keeper's thread; without it the keeper works on this one. */
  readonly worker?: URL
}

export class RegistryProjection {
  readonly #source: RegistrySource
  readonly #report: RegistryReport
  readonly #log: Logger
  readonly #startKeeper: () => KeeperLink
  #keeper: KeeperLink
  #restarts = 0
  /** Why there is no keeper any more. */
  #gone: unknown = null
  readonly #repos = new Map<string, RepoChanges>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #questions = new Map<number, (answer: readonly string[] | string | null) => void>()
  readonly #closedKeeper = Promise.withResolvers<void>()
  #nextQuestion = 1
  #closing: Promise<void> | null = null

  constructor({ source, report, clock, log, worker }: RegistryOptions) {
    this.#source = source
    this.#report = report
    this.#log = log
    const hear = (message: FromKeeper): void => this.#hearSafely(message)
    this.#startKeeper = () => (worker === undefined ? keeperHere(clock, hear) : keeperThread(worker, { hear, died: (error) => this.#onDeath(error) }))
    this.#keeper = this.#startKeeper()
  }

  /** Writes the repository's files soon, because of this session or of all; many calls make one write. */
  touch(repo: string, session?: Session): void {
    if (session === undefined || !this.#source.wanted(repo)) this.#repos.delete(repo)
    else this.#repos.get(repo)?.note([session])
    if (this.#closing !== null || this.#timers.has(repo) || !this.#source.wanted(repo)) return
    this.#timers.set(
      repo,
      setTimeout(() => this.#push(repo), DEBOUNCE_MS),
    )
  }

  /** Writes the repository's files now if they are due, and settles when that has been done or has failed. */
  async flush(repo: string): Promise<void> {
    if (this.#timers.has(repo)) this.#push(repo)
    await this.#ask(repo, { kind: 'flush' })
  }

  /** Looks whether another program has written the repository's registry, and takes it in. */
  reconcile(repo: string): void {
    if (this.#closing === null) this.#keeper.send({ kind: 'look', root: repo })
  }

  /** Takes off the repository's registry what the clean-up rule names; the keys. */
  async cleanUp(repo: string): Promise<readonly string[]> {
    if (!this.#source.wanted(repo)) return []
    this.#push(repo)
    const keys = await this.#ask(repo, { kind: 'cleanUp' })
    return Array.isArray(keys) ? keys : []
  }

  /** The first difference between the registry and what it should say of the session, in words; `null` if there is none. */
  async check(session: Session): Promise<string | null> {
    if (!this.#source.wanted(session.repo)) return null
    this.#push(session.repo)
    const question: Question = { kind: 'check', key: session.backlog_id, record: toRecord(session, this.#source.pid()) }
    const difference = await this.#ask(session.repo, question)
    return difference === null ? null : String(difference)
  }

  /** Writes what is due and waits for it. Safe to call twice. */
  async close(): Promise<void> {
    for (const repo of [...this.#timers.keys()]) this.#push(repo)
    this.#closing ??= this.#end()
    await this.#closing
  }

  async #end(): Promise<void> {
    this.#keeper.send({ kind: 'close' })
    if (this.#gone !== null) return
    await withDeadline(this.#closedKeeper.promise, CLOSE_MS, 'Closing the registry').catch((error: unknown) => this.#log.warn('registry not closed', { error }))
    await this.#keeper.end()
  }

  #push(repo: string): void {
    clearTimeout(this.#timers.get(repo))
    this.#timers.delete(repo)
    if (this.#closing !== null) return
    if (this.#gone !== null) return this.#report.failed(repo, this.#gone)
    const update = this.#changesOf(repo).next(this.#source.pid())
    if (update !== null) this.#keeper.send({ kind: 'update', update })
  }

  /** Told for the first time, a repository is told with all its sessions. */
  #changesOf(repo: string): RepoChanges {
    const known = this.#repos.get(repo)
    if (known !== undefined) return known
    const changes = new RepoChanges()
    changes.note(this.#source.sessionsOf(repo))
    this.#repos.set(repo, changes)
    return changes
  }

  #ask(repo: string, question: Question): Promise<readonly string[] | string | null> {
    if (this.#closing !== null) return Promise.resolve(null)
    if (this.#gone !== null) return Promise.resolve(messageOf(this.#gone))
    const id = this.#nextQuestion++
    const answer = new Promise<readonly string[] | string | null>((resolve) => this.#questions.set(id, resolve))
    this.#keeper.send({ kind: 'ask', id, root: repo, question })
    return withDeadline(answer, ANSWER_MS, 'Asking for the registry').finally(() => this.#questions.delete(id))
  }

  #hearSafely(message: FromKeeper): void {
    try {
      this.#hear(message)
    } catch (error) {
      this.#log.error('registry projection failed', { error })
    }
  }

  #hear(message: FromKeeper): void {
    switch (message.kind) {
      case 'damaged':
        return this.#report.damaged(message.root, message.setAside)
      case 'stateDamaged':
        return this.#report.stateDamaged(message.root)
      case 'failed':
        return this.#report.failed(message.root, new Error(message.message))
      case 'recovered':
        return this.#report.recovered(message.root)
      case 'edited':
        return background(this.#follow(message), 'following an edit of the registry', this.#log)
      case 'answer':
        return this.#questions.get(message.id)?.(message.answer)
      case 'closed':
        return this.#closedKeeper.resolve()
    }
  }

  async #follow({ root, key, edit, token }: Extract<FromKeeper, { kind: 'edited' }>): Promise<void> {
    const session = this.#repos.get(root)?.get(key)
    try {
      if (session !== undefined) await this.#report.edited(session, edit)
    } finally {
      // What the session has become goes first, so that the file never falls back in between.
      this.#push(root)
      if (this.#closing === null) this.#keeper.send({ kind: 'settled', root, key, token })
    }
  }

  /** Everything is told anew; what the files said meanwhile is read from them. */
  #onDeath(error: unknown): void {
    if (this.#closing !== null) return this.#closedKeeper.resolve()
    const repos = [...this.#repos.keys()]
    this.#repos.clear()
    for (const repo of repos) this.#report.failed(repo, error)
    for (const answer of this.#questions.values()) answer(messageOf(error))
    if (this.#restarts++ >= RESTARTS) {
      this.#gone = error
      return
    }
    this.#keeper = this.#startKeeper()
    for (const repo of repos) this.#push(repo)
  }
}
