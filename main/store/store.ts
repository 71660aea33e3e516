/**
 * The store as the daemon sees it: an asynchronous client of the store's thread. Owns the thread and the requests
 * under way; not SQL. Invariant: a settled write is durable; when the thread dies, every waiting request is refused.
 */

import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { withDeadline } from '../base/deadline.ts'
import type { StoreAnswers, StoreOpening, StoreOperation, StoreOperationKind, StoreReply, StoreRequest } from './storeProtocol.ts'

/** Requests that may wait for the disk at once; beyond it the caller is told, nothing is dropped unseen. */
const QUEUE_CAP = 10_000
const OPEN_DEADLINE_MS = 15_000
const CLOSE_DEADLINE_MS = 5_000

interface Waiting {
  resolve(answer: unknown): void
  reject(error: ScribeError): void
}

type AnswerOf<O extends StoreOperation> = O['kind'] extends infer K extends StoreOperationKind ? StoreAnswers[K] : never

export class Store {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #failure: ScribeError | null = null
  #closing: Promise<void> | null = null

  /** Use `openStore`. */
  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (reply: StoreReply) => this.#settle(reply))
    worker.on('error', (error) => this.#fail('The store stopped working.', error))
    worker.on('exit', () => this.#fail('The store is closed.'))
  }

  /** The answer of one operation; writes are durable when it settles. Throws `store.failed` or `limit.overloaded`. */
  run<O extends StoreOperation>(operation: O): Promise<AnswerOf<O>> {
    if (this.#failure !== null || this.#closing !== null) {
      return Promise.reject(this.#failure ?? new ScribeError('daemon.shuttingDown', 'Scribe is shutting down.'))
    }
    if (this.#waiting.size >= QUEUE_CAP) return Promise.reject(new ScribeError('limit.overloaded', 'The store has too much to write. Try again.'))
    return this.#send(operation)
  }

  /** Commits what is under way and closes the file. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  #send<O extends StoreOperation>(operation: O): Promise<AnswerOf<O>> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      // The thread answers each kind with the type of `StoreAnswers`; this is the one place that says so.
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as AnswerOf<O>), reject })
      this.#worker.postMessage({ id, operation } satisfies StoreRequest)
    })
  }

  #settle(reply: StoreReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (reply.ok) waiting?.resolve(reply.answer)
    else waiting?.reject(new ScribeError('store.failed', `The store refused: ${reply.message}.`))
  }

  #fail(message: string, cause?: unknown): void {
    this.#failure ??= new ScribeError('store.failed', message, { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#failure)
    this.#waiting.clear()
  }

  async #end(): Promise<void> {
    if (this.#failure !== null) return
    const gone = once(this.#worker, 'exit')
    this.#worker.postMessage(null)
    await withDeadline(gone, CLOSE_DEADLINE_MS, 'Closing the store').catch(() => this.#worker.terminate())
  }
}

/** Starts the store's thread on `folder` (created with mode 0700). Throws `store.owned`, `store.newer` or `store.failed`. */
export async function openStore(entry: URL, folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const worker = new Worker(entry, { workerData: { folder }, name: 'scribe-store' })
  const opening = await firstMessage(worker)
  if (opening.kind === 'open') return new Store(worker)
  await worker.terminate()
  throw new ScribeError(opening.code, opening.message)
}

/** What the thread says first; that it could not begin at all is a refusal too. */
async function firstMessage(worker: Worker): Promise<StoreOpening> {
  try {
    const [opening] = (await withDeadline(once(worker, 'message'), OPEN_DEADLINE_MS, 'Opening the store')) as [StoreOpening]
    return opening
  } catch (error) {
    return { kind: 'refused', code: 'store.failed', message: `The store could not be started: ${messageOf(error)}` }
  }
}
