/**
 * Takes what hooks and clients leave in the spool as soon as it is there: at the start what was left before, then whatever comes while
 * Scribe runs (a hook that gave up waiting). Owns the watch of the folder. One look at a time; at rest nothing is looked at.
 */
import { type FSWatcher, watch } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Logger } from '../base/logger.ts'
import { drainSpool, type Spooled, type Take } from './hookSpool.ts'

/** Every hook passes through the folder; what stays there this long was left. */
const SETTLE_MS = 1_000
/** What could not be taken is tried again, each time after twice as long. */
const AGAIN_MS = 5_000
const MOST_AGAIN_MS = 300_000

export interface SpoolParts {
  readonly folder: string
  /** Records one. */
  readonly take: Take
  readonly log: Logger
}

export class SpoolWatch {
  readonly #parts: SpoolParts
  #watcher: FSWatcher | null = null
  #settling: NodeJS.Timeout | undefined
  #again: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #againMs = AGAIN_MS
  #closed = false

  constructor(parts: SpoolParts) {
    this.#parts = parts
  }

  /** Without a watch the next start takes what is left. */
  async start(): Promise<void> {
    const { folder, log } = this.#parts
    const failed = (error: unknown): void => log.warn('the spool is not watched', { error })
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      if (this.#closed) return
      this.#watcher = watch(folder, { persistent: false }, () => this.#stirred())
      this.#watcher.on('error', failed)
    } catch (error) {
      failed(error)
    }
    this.#look()
  }

  /** Settles when nothing is taken any more. Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true
    this.#watcher?.close()
    clearTimeout(this.#settling)
    clearTimeout(this.#again)
    await this.#looking
  }

  #stirred(): void {
    if (this.#closed) return
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined
      this.#look()
    }, SETTLE_MS).unref()
  }

  /** What comes meanwhile does not wait for it. */
  #lookAgain(): void {
    clearTimeout(this.#again)
    if (!this.#closed) this.#again = setTimeout(() => this.#look(), this.#againMs).unref()
  }

  #look(): void {
    const { log } = this.#parts
    this.#looking = this.#looking.then(() => this.#drain()).catch((error: unknown) => log.error('recording what hooks left failed', { error }))
  }

  async #drain(): Promise<void> {
    const { folder, take, log } = this.#parts
    const isDone = this.#closed || (await drainSpool(folder, async (spooled) => await this.#whileOpen(take, spooled), log))
    if (!isDone) this.#lookAgain()
    this.#againMs = isDone ? AGAIN_MS : Math.min(this.#againMs * 2, MOST_AGAIN_MS)
  }

  /** A daemon that ends leaves the rest, in its order, to the next. */
  async #whileOpen(take: Take, spooled: Spooled): ReturnType<Take> {
    if (this.#closed) throw new ScribeError('limit.overloaded', 'Scribe is ending.')
    return await take(spooled)
  }
}
