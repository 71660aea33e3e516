/**
 * Files that were replaced and are kept open for a while: a program that had one open then writes into it, not into the
 * one that stands now. What it wrote is found here. Nothing is held for longer than `HOLD_MS`, nor more than `MOST`; when all
 * repositories together hold too many, each holds its own until the next look only.
 */
import { type Held, sameFacts } from '../base/exchangeFile.ts'
import { readWhole } from '../base/insideRepo.ts'

/** The Python program needs half a second to write 10,000 sessions. */
const HOLD_MS = 3_000
const MOST = 32
/** Of all repositories together: a process may have as few as 256 open files. */
const MOST_OF_ALL = 64

/** How many files are held for all repositories; shared by those of one keeper. */
export class HeldFiles {
  count = 0

  get isFull(): boolean {
    return this.count > MOST_OF_ALL
  }
}

interface Reading<T> {
  /** `null` while it is half written. */
  readonly parse: (bytes: Buffer) => T | null
  readonly maxBytes: number
}

/** A copy that was written too late, and what stood in its file before. */
export interface LateCopy<T> {
  readonly content: T
  readonly base: T | null
  readonly writtenAt: number
  readonly bytes: number
}

interface Kept<T> {
  readonly held: Held<T>
  readonly since: number
  readonly looked: boolean
}

export class Outgoing<T> {
  readonly #reading: Reading<T>
  readonly #all: HeldFiles
  #kept: Kept<T>[] = []

  constructor(reading: Reading<T>, all: HeldFiles) {
    this.#reading = reading
    this.#all = all
  }

  /** Keeps a file open that was replaced at `now` (monotonic ms). */
  add(held: Held<T>, now: number): void {
    this.#kept.push({ held, since: now, looked: false })
    this.#all.count += 1
  }

  get isEmpty(): boolean {
    return this.#kept.length === 0
  }

  /** What was written into them since the last look; old ones are looked at once more and closed, as is one that cannot be read. */
  async look(now: number): Promise<LateCopy<T>[]> {
    const late: LateCopy<T>[] = []
    const all = this.#kept.splice(0)
    for (const [index, kept] of all.entries()) {
      const isLast = now - kept.since > HOLD_MS || all.length - index > MOST || this.#all.isFull
      const read = await this.#read(kept, isLast).catch(() => null)
      if (read !== null && read.copy !== null) late.push(read.copy)
      if (isLast || read === null) await this.#letGo(kept.held)
      else this.#kept.push({ held: read.held, since: kept.since, looked: true })
    }
    return late
  }

  async close(): Promise<void> {
    for (const { held } of this.#kept.splice(0)) await this.#letGo(held)
  }

  async #letGo(held: Held<T>): Promise<void> {
    this.#all.count -= 1
    await held.file.close()
  }

  /** At the first look and at the last the content is compared, because a tick of the clock may hide a change. */
  async #read({ held, looked }: Kept<T>, isLast: boolean): Promise<{ copy: LateCopy<T> | null; held: Held<T> }> {
    const facts = await held.file.stat()
    if (looked && !isLast && sameFacts(facts, held.facts)) return { copy: null, held }
    const bytes = await readWhole(held.file, this.#reading.maxBytes, 'the file before')
    const content = bytes.equals(held.bytes) ? null : this.#reading.parse(bytes)
    // Not to be read: it is being written still, and found at the next look, or never was finished.
    if (content === null) return { copy: null, held }
    return { copy: { content, base: held.content, writtenAt: facts.mtimeMs, bytes: bytes.length }, held: { ...held, bytes, content, facts } }
  }
}
