/**
 * The store as the daemon sees it: an asynchronous client of the store's thread. Owns the thread and the requests
 * under way; not SQL. Invariant: a settled write is durable; when the thread dies, every waiting request is refused.
 */

import { on, once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { withDeadline } from '../base/deadline.ts'
import { SMALL_THREAD } from '../base/smallThread.ts'
import type { StoreAnswers, StoreOpening, StoreOperation, StoreOperationKind, StoreReply, StoreRequest } from './storeProtocol.ts'

/** Requests that may wait for the disk at once; beyond it the caller is told, nothing is dropped unseen. */
const QUEUE_CAP = 10_000
const OPEN_DEADLINE_MS = 15_000
/** An old store is copied and rewritten first; a large one on a slow disk takes minutes. */
const MIGRATE_DEADLINE_MS = 600_000
const CLOSE_DEADLINE_MS = 5_000
/** While the disk refuses, it is asked this often whether it takes a write again. */
const PROBE_MS = 1_000

interface Waiting {
  resolve(answer: unknown): void
  reject(error: ScribeError): void
}

/** Told when the disk begins to refuse (with why) and when it takes writes again (`null`). */
export type HealthListener = (fault: ScribeError | null) => void

type AnswerOf<O extends StoreOperation> = O['kind'] extends infer K extends StoreOperationKind ? StoreAnswers[K] : never

export class Store {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #failure: ScribeError | null = null
  #fault: ScribeError | null = null
  #listener: HealthListener = () => undefined
  #probe: NodeJS.Timeout | undefined
  #closing: Promise<void> | null = null

  /** Use `openStore`. */
  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (reply: StoreReply) => this.#settle(reply))
    worker.on('error', (error) => this.#fail('The store stopped working.', error))
    worker.on('exit', () => this.#fail('The store is closed.'))
  }

  /** `listener` hears of every change of health from now on, and at once if the disk refuses already. One listener. */
  watchHealth(listener: HealthListener): void {
    this.#listener = listener
    if (this.#fault !== null) listener(this.#fault)
  }

  /** The answer of one operation; writes are durable when it settles. Throws `store.full`, `store.failed` or `limit.overloaded`. */
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
    if (reply.ok) {
      waiting?.resolve(reply.answer)
      if (reply.wrote) this.#recovered()
      return
    }
    const error = new ScribeError(reply.code, reply.code === 'store.full' ? reply.message : `The store refused: ${reply.message}.`)
    waiting?.reject(error)
    if (reply.disk) this.#degraded(error)
  }

  /** The first refusal is told; from then on the disk is asked until it takes a write. */
  #degraded(error: ScribeError): void {
    clearTimeout(this.#probe)
    if (this.#closing === null) this.#probe = setTimeout(() => this.#ask(), PROBE_MS)
    if (this.#fault !== null) return
    this.#fault = error
    this.#listener(error)
  }

  #ask(): void {
    // Its answer is settled like any other; a refusal arms the timer again.
    if (this.#failure === null && this.#closing === null) this.#send({ kind: 'markWritable' }).catch(() => undefined)
  }

  #recovered(): void {
    if (this.#fault === null) return
    clearTimeout(this.#probe)
    this.#fault = null
    this.#listener(null)
  }

  #fail(message: string, cause?: unknown): void {
    clearTimeout(this.#probe)
    this.#failure ??= new ScribeError('store.failed', message, { cause })
    for (const { reject } of this.#waiting.values()) reject(this.#failure)
    this.#waiting.clear()
  }

  async #end(): Promise<void> {
    clearTimeout(this.#probe)
    if (this.#failure !== null) return
    const gone = once(this.#worker, 'exit')
    this.#worker.postMessage(null)
    await withDeadline(gone, CLOSE_DEADLINE_MS, 'Closing the store').catch(() => this.#worker.terminate())
  }
}

/** Starts the store's thread on `folder` (created with mode 0700). Throws `store.owned`, `store.newer`, `store.full` or `store.failed`. */
export async function openStore(entry: URL, folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const worker = new Worker(entry, { workerData: { folder }, name: 'scribe-store', resourceLimits: SMALL_THREAD })
  const opening = await firstMessage(worker)
  if (opening.kind === 'open') return new Store(worker)
  await worker.terminate()
  throw opening.kind === 'refused' ? new ScribeError(opening.code, opening.message) : new ScribeError('store.failed', 'The store did not open.')
}

/** What the thread says in the end; that it could not begin at all is a refusal too. */
async function firstMessage(worker: Worker): Promise<StoreOpening> {
  // Not `once`: two messages may arrive within one turn of the loop.
  const messages = on(worker, 'message')
  try {
    const opening = await nextMessage(messages, OPEN_DEADLINE_MS)
    return opening.kind === 'migrating' ? await nextMessage(messages, MIGRATE_DEADLINE_MS) : opening
  } catch (error) {
    return { kind: 'refused', code: 'store.failed', message: `The store could not be started: ${messageOf(error)}`, disk: false }
  } finally {
    await messages.return?.()
  }
}

async function nextMessage(messages: NodeJS.AsyncIterator<unknown[]>, ms: number): Promise<StoreOpening> {
  const { value } = await withDeadline(messages.next(), ms, 'Opening the store')
  return (value as [StoreOpening])[0]
}
