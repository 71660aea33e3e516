/**
 * Takes what hooks and clients leave in the spool as soon as it is there: at the start what was left before, then whatever comes while
 * Scribe runs (a hook that gave up waiting). Owns the watch of the folder. One look at a time; at rest nothing is looked at.
 */
import { type FSWatcher, watch } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { Logger } from '../base/logger.ts'
import { drainSpool, type Spooled } from './hookSpool.ts'

/** Every hook passes through the folder; what stays there this long was left. */
const SETTLE_MS = 1_000

export interface SpoolParts {
  readonly folder: string
  /** Records one; what it throws leaves the file for another time. */
  readonly take: (spooled: Spooled) => Promise<unknown>
  readonly log: Logger
}

export class SpoolWatch {
  readonly #parts: SpoolParts
  #watcher: FSWatcher | null = null
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
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
    clearTimeout(this.#timer)
    await this.#looking
  }

  #stirred(): void {
    if (this.#closed) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#look()
    }, SETTLE_MS).unref()
  }

  #look(): void {
    const { log } = this.#parts
    this.#looking = this.#looking.then(() => this.#drain()).catch((error: unknown) => log.error('recording what hooks left failed', { error }))
  }

  async #drain(): Promise<void> {
    const { folder, take, log } = this.#parts
    if (!this.#closed) await drainSpool(folder, take, log)
  }
}
