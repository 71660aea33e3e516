/**
 * Keeps worklog files in step with the record: entries go into the file in the order of the store, then are marked
 * there as written. A file that cannot be written holds nothing up: its entries wait in the store and are tried
 * again. After each write the file is looked at a few times, because another program may have written it in the same
 * moment. Invariant: one write at a time for each session.
 */
import type { Session } from '../../shared/domain/session.ts'
import { type Clock, systemClock } from '../base/clock.ts'
import type { Files } from '../base/files.ts'
import type { Logger } from '../base/logger.ts'
import { Places } from '../base/places.ts'
import { Latest } from '../base/sequence.ts'
import { type EntrySource, SessionWorklog } from './sessionWorklog.ts'

export type { EntrySource }

const RETRY_MS = 2_000
/** Files written at once: each takes some three descriptors, of which a process may have as few as 256. */
const MOST_AT_ONCE = 12
/** Pauses between the looks after a write. A Python verb reads, changes and writes the file within some ten milliseconds. */
const AFTER_WRITE_MS = [50, 200, 800]

export interface ProjectionReport {
  failed(session: Session, error: unknown): void
  recovered(session: Session): void
}

export interface ProjectionOptions {
  readonly source: EntrySource
  readonly report: ProjectionReport
  readonly log: Logger
  readonly clock?: Clock
  readonly files?: Files
}

interface Writer {
  readonly queue: Latest<Session>
  readonly worklog: SessionWorklog
  /** Nothing was written since the start, or the last write failed. */
  troubled: boolean
  /** Looks that are still due after the last write. */
  due: readonly number[]
  timer: NodeJS.Timeout | undefined
}

export class WorklogProjection {
  readonly #options: ProjectionOptions
  readonly #writers = new Map<string, Writer>()
  readonly #places = new Places(() => MOST_AT_ONCE)
  #closed = false

  constructor(options: ProjectionOptions) {
    this.#options = options
  }

  /** Brings the session's file up to the record, soon. Also to be called when somebody may have written the file. */
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
    for (const writer of this.#writers.values()) clearTimeout(writer.timer)
  }

  #writer(sessionId: string): Writer {
    const known = this.#writers.get(sessionId)
    if (known !== undefined) return known
    const { source, clock = systemClock, files, log } = this.#options
    const queue = new Latest<Session>({
      work: (session) => this.#write(session),
      merge: (_waiting, newer) => newer,
      onError: (error) => log.error('worklog projection failed', { error }),
    })
    const worklog = new SessionWorklog({ source, clock, ...(files === undefined ? {} : { files }) })
    const writer: Writer = { queue, worklog, troubled: true, due: [], timer: undefined }
    this.#writers.set(sessionId, writer)
    return writer
  }

  async #write(session: Session): Promise<void> {
    const writer = this.#writer(session.id)
    const leave = await this.#places.enter()
    try {
      const wrote = await writer.worklog.write(session)
      if (writer.troubled) this.#options.report.recovered(session)
      writer.troubled = false
      this.#arm(writer, session, wrote ? AFTER_WRITE_MS : writer.due)
    } catch (error) {
      writer.troubled = true
      writer.worklog.doubt()
      this.#options.report.failed(session, error)
      this.#arm(writer, session, [RETRY_MS])
    } finally {
      leave()
    }
  }

  #arm(writer: Writer, session: Session, [next, ...rest]: readonly number[]): void {
    clearTimeout(writer.timer)
    writer.due = rest
    if (next !== undefined && !this.#closed) writer.timer = setTimeout(() => this.touch(session), next)
  }
}
