/**
 * The thread that reads, as the daemon sees it. Owns the thread and the questions under way. It is started with the first question and
 * anew after it died; who waited then is refused. Every question has a deadline.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { ScribeError } from '../../shared/domain/error.ts'
import { withDeadline } from '../base/deadline.ts'
import type { AnswerTo, Question, Told } from './readingProtocol.ts'

const ANSWER_MS = 30_000
const CLOSE_MS = 2_000
const MOST_WAITING = 1_000
/** Reading makes many short-lived values: with the 2 MB of small threads half of its time goes into collecting them. */
const YOUNG_MB = 12

export interface ThreadParts {
  /** Entry of the thread, in the sources or in `out/`. */
  readonly worker: URL
  /** The store's file, and the person's own patterns. */
  readonly store: string
  readonly patterns: string
}

export class SummaryThread {
  readonly #parts: ThreadParts
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(error: ScribeError): void }>()
  #worker: Worker | null = null
  #nextId = 1
  #closed = false

  constructor(parts: ThreadParts) {
    this.#parts = parts
  }

  /** Throws `summary.failed`, `wait.deadline` or `limit.overloaded`. */
  async ask<Q extends Question>(question: Q): Promise<AnswerTo<Q>> {
    if (this.#closed) throw new ScribeError('daemon.shuttingDown', 'Scribe is shutting down.')
    if (this.#waiting.size >= MOST_WAITING) throw new ScribeError('limit.overloaded', 'Too much is asked of the record. Try again.')
    const id = this.#nextId++
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#worker ??= this.#start()
    this.#worker.postMessage({ id, question })
    // The thread answers each kind with the type of `Answers`; this is the one place that says so.
    return (await withDeadline(answer, ANSWER_MS, 'Reading the record').finally(() => this.#waiting.delete(id))) as AnswerTo<Q>
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#worker = null
    if (worker === null) return
    const gone = once(worker, 'exit')
    worker.postMessage(null)
    await withDeadline(gone, CLOSE_MS, 'Closing the reader').catch(() => worker.terminate())
  }

  #start(): Worker {
    const { worker: entry, store, patterns } = this.#parts
    const worker = new Worker(entry, { workerData: { store, patterns }, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
    worker.on('message', (told: Told) => this.#settle(told))
    worker.on('error', () => this.#lost(worker))
    worker.on('exit', () => this.#lost(worker))
    return worker
  }

  #settle(told: Told): void {
    const waiting = this.#waiting.get(told.id)
    if (told.ok) waiting?.resolve(told.answer)
    else waiting?.reject(new ScribeError('summary.failed', `The record could not be read: ${told.message}`))
  }

  #lost(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(new ScribeError('summary.failed', 'The reader of the record stopped. Try again.'))
  }
}
