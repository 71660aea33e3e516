/**
 * The record of a simulation: the product's real operations and group commits over real SQL, in memory and in this thread, with an
 * answer that takes its time, a disk that can refuse, and a process that can die with writes under way. What was committed stays.
 */
import { DatabaseSync } from 'node:sqlite'
import { commitGroup } from '../../main/store/groupCommit.ts'
import { migrate } from '../../main/store/migrate.ts'
import { Operations } from '../../main/store/operations.ts'
import type { StoreOperation, StoreReply } from '../../main/store/storeProtocol.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Random } from './random.ts'

/** The file of a simulation's record, which outlives its processes. */
export class SimulatedDisk {
  readonly sql = new DatabaseSync(':memory:')
  refuses = false

  constructor() {
    migrate(this.sql, ':memory:')
  }
}

export class SimulatedStore {
  readonly #disk: SimulatedDisk
  readonly #random: Random
  readonly #operations: Operations
  #dead = false

  constructor(disk: SimulatedDisk, random: Random) {
    this.#disk = disk
    this.#random = random
    this.#operations = new Operations(disk.sql)
  }

  /** Settles like the real one: once what it writes is durable; never once the process is dead. */
  async run(operation: StoreOperation): Promise<unknown> {
    await this.#pass(this.#random.below(4))
    // Killed before the commit: nothing of it is there.
    if (this.#dead) return await forever()
    if (this.#disk.refuses) throw new ScribeError('store.failed', 'The disk refuses.')
    const [reply] = commitGroup(this.#disk.sql, this.#operations, [{ id: 1, operation }])
    await this.#pass(this.#random.below(4))
    // Killed behind the commit: it is there, and nobody was told.
    if (this.#dead) return await forever()
    return answerOf(reply)
  }

  watchHealth(): void {}

  /** The process that used it is gone. */
  die(): void {
    this.#dead = true
  }

  async #pass(ms: number): Promise<void> {
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
  }
}

function answerOf(reply: StoreReply | undefined): unknown {
  if (reply?.ok === true) return reply.answer
  throw new ScribeError('store.failed', reply?.message ?? 'The store gave no answer.')
}

function forever(): Promise<never> {
  return new Promise(() => undefined)
}
