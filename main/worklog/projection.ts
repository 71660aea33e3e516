/**
 * Keeps worklog files in step with the record: entries go into the file in the order of the store, then are marked
 * there as written. A file that cannot be written holds nothing up: its entries wait in the store and are tried
 * again. Invariant: one append at a time for each session.
 */
import type { Entry } from '../../shared/domain/entry.ts'
import type { Session } from '../../shared/domain/session.ts'
import { requireSameFolder } from '../base/folderIdentity.ts'
import type { Logger } from '../base/logger.ts'
import { Latest } from '../base/sequence.ts'
import { missingEntries } from './missingEntries.ts'
import { renderBlock } from './renderEntry.ts'
import { appendBlocks, readWorklog } from './worklogFile.ts'

const RETRY_MS = 5_000
/** Entries before the missing ones that are compared too (see `missingEntries`). */
const CONTEXT = 50

/** What the projection needs of the record. */
export interface EntrySource {
  unprojected(sessionId: string): Promise<readonly Entry[]>
  /** The last `count` entries in order. */
  recent(sessionId: string, count: number): Promise<readonly Entry[]>
  markProjected(seqs: readonly number[]): Promise<unknown>
}

export interface ProjectionReport {
  failed(session: Session, error: unknown): void
  recovered(session: Session): void
}

interface Writer {
  readonly queue: Latest<Session>
  /** After a start or a failure the file may hold part of what waits, so it is compared first. */
  suspect: boolean
  retry: NodeJS.Timeout | undefined
}

export class WorklogProjection {
  readonly #source: EntrySource
  readonly #report: ProjectionReport
  readonly #log: Logger
  readonly #writers = new Map<string, Writer>()
  #closed = false

  constructor(options: { source: EntrySource; report: ProjectionReport; log: Logger }) {
    this.#source = options.source
    this.#report = options.report
    this.#log = options.log
  }

  /** Brings the session's file up to the record, soon. */
  touch(session: Session): void {
    if (this.#closed) return
    this.#writer(session.id).queue.push(session)
  }

  /** Settles when everything touched so far is in its file or has failed. */
  async idle(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.queue.idle()))
  }

  /** Writes what waits, then stops trying. Safe to call twice. */
  async close(): Promise<void> {
    await this.idle()
    this.#closed = true
    for (const writer of this.#writers.values()) clearTimeout(writer.retry)
  }

  #writer(sessionId: string): Writer {
    const known = this.#writers.get(sessionId)
    if (known !== undefined) return known
    const queue = new Latest<Session>({
      work: (session) => this.#write(session),
      merge: (_waiting, newer) => newer,
      onError: (error) => this.#log.error('worklog projection failed', { error }),
    })
    const writer: Writer = { queue, suspect: true, retry: undefined }
    this.#writers.set(sessionId, writer)
    return writer
  }

  async #write(session: Session): Promise<void> {
    const writer = this.#writer(session.id)
    clearTimeout(writer.retry)
    try {
      requireSameFolder(session.repo, session.root_id)
      const waiting = await this.#source.unprojected(session.id)
      if (waiting.length > 0) await this.#append(session, waiting, writer.suspect)
      if (writer.suspect) this.#report.recovered(session)
      writer.suspect = false
    } catch (error) {
      writer.suspect = true
      this.#report.failed(session, error)
      if (!this.#closed) writer.retry = setTimeout(() => this.touch(session), RETRY_MS)
    }
  }

  async #append(session: Session, waiting: readonly Entry[], suspect: boolean): Promise<void> {
    const seqs = waiting.map((entry) => entry.seq)
    const lacking = suspect ? await this.#lacking(session, seqs) : waiting
    if (lacking.length > 0) await appendBlocks(session.repo, session.backlog_id, lacking.map(renderBlock))
    await this.#source.markProjected(seqs)
  }

  async #lacking(session: Session, seqs: readonly number[]): Promise<Entry[]> {
    const recent = await this.#source.recent(session.id, seqs.length + CONTEXT)
    return missingEntries(await readWorklog(session.repo, session.backlog_id), recent, new Set(seqs))
  }
}
