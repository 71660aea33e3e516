/**
 * The numbered events of one epoch, for receivers that must not miss any: the newest in memory, older ones that count in files. Owns
 * when an event may leave; who gets it, and how fast, is each subscription's. Invariant: no event leaves before every durable one
 * up to it is written, so that a number that was given out is never given to another event, whenever the process ends.
 */
import { randomUUID } from 'node:crypto'
import type { Envelope } from '../../shared/protocol/events.ts'
import { isDurable, keyOf, sessionIdOf } from '../../shared/protocol/topics.ts'
import type { Logger } from '../base/logger.ts'
import { type Epoch, readEpoch, writeEpoch } from './epochFile.ts'
import { EventFile } from './eventFile.ts'
import { type LoggedEvent, RecentEvents } from './recentEvents.ts'
import type { StoredLine } from './segment.ts'

/** At the latest every so many numbers one is written, so that the next life knows which were given out. */
const NUMBERS_UNWRITTEN = 1_000
const KEPT_MS = 24 * 3_600_000

export interface EventLogParts {
  /** A folder of its own. */
  readonly folder: string
  /** When this machine started, and when this life of the daemon began; wall clock, ms. */
  readonly bootedAt: number
  readonly now: number
  readonly log: Logger
}

export class EventLog {
  readonly #parts: EventLogParts
  readonly #file: EventFile
  readonly #listeners = new Set<() => void>()
  #recent = new RecentEvents(0)
  /** What waits to be written, or behind that. */
  #waiting: { readonly seq: number; readonly line: StoredLine | null }[] = []
  #released = 0
  #lastWritten = 0
  /** Up to here the files could not keep what they were given. */
  #lostUpTo = 0
  #begunAt = 0
  #isNew = true
  #writing: Promise<void> | null = null

  constructor(parts: EventLogParts) {
    this.#parts = parts
    this.#file = new EventFile(parts.folder, KEPT_MS)
  }

  /** The epoch to go on with and the number of its last event; another epoch where it cannot be known which numbers were given out. */
  async start(): Promise<{ epoch: string; seq: number }> {
    const known = await this.#known().catch((error: unknown) => {
      this.#parts.log.error('the events of before cannot be read', { error })
      return null
    })
    const { epoch, begunAt, seq } = known ?? { ...(await this.#newEpoch()), seq: 0 }
    this.#begunAt = begunAt
    this.#isNew = known === null
    this.#recent = new RecentEvents(seq)
    this.#released = seq
    this.#lastWritten = seq
    return { epoch, seq }
  }

  /** The last event that may leave. */
  get released(): number {
    return this.#released
  }

  /** Every durable event after this number can be had. */
  get oldest(): number {
    return Math.min(Math.max(this.#file.before, this.#lostUpTo), this.#recent.before)
  }

  /** Every event after this number, durable or not, can be had at once. */
  get recentFrom(): number {
    return this.#recent.before
  }

  /** Takes the next event. It may leave at once, or as soon as what must be written is. */
  append(envelope: Envelope): void {
    const { seq, at, event } = envelope
    const text = JSON.stringify(envelope)
    this.#recent.push({ seq, topic: event.topic, key: keyOf(event), session: sessionIdOf(event), text })
    const line = isDurable(event.topic) ? { seq, at, text } : seq - this.#lastWritten >= NUMBERS_UNWRITTEN ? markLine(envelope) : null
    if (line !== null) this.#lastWritten = seq
    if (line === null && this.#writing === null) return this.#release(seq)
    this.#waiting.push({ seq, line })
    this.#writing ??= this.#write()
  }

  /** Calls back whenever further events may leave. Returns the unsubscribe function. */
  onReleased(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Events after `seq`, which is not before `recentFrom`, that may leave: oldest first, at most `most`. */
  recent(seq: number, most: number): LoggedEvent[] {
    return this.#recent.after(seq, { last: this.#released, most })
  }

  /** Durable events after `seq` and before those of `recent`, about `bytes` of them, and the number up to which they are all; `null` if there are none. */
  async older(seq: number, bytes: number): Promise<{ readonly events: LoggedEvent[]; readonly upTo: number } | null> {
    const lines = (await this.#file.after(seq, bytes)).filter((line) => line.seq <= this.#recent.before)
    const last = lines.at(-1)
    return last === undefined ? null : { events: lines.flatMap((line) => loggedEvent(line) ?? []), upTo: last.seq }
  }

  /**
   * The number in the record of the last entry that was announced in this epoch; where none was yet, when the epoch began. `null` for an
   * epoch that begins with this life: nobody can have missed anything of it.
   */
  async lastAnnounced(): Promise<{ readonly entry: number; readonly since: number } | null> {
    if (this.#isNew) return null

    const line = await this.#file.lastWith('"topic":"worklog.appended"')
    const { event }: Partial<Envelope> = line === null ? {} : JSON.parse(line)
    // A number says it for certain; a clock may have been set back.
    return event?.topic === 'worklog.appended' ? { entry: event.entry.seq, since: 0 } : { entry: 0, since: this.#begunAt }
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    await this.#writing
    await this.#file.close()
  }

  async #known(): Promise<(Epoch & { seq: number }) | null> {
    const last = await this.#file.open()
    const epoch = await readEpoch(this.#parts.folder, this.#parts.bootedAt)
    // Up to so many numbers may have left without being written.
    return epoch === null ? null : { ...epoch, seq: last + NUMBERS_UNWRITTEN }
  }

  async #newEpoch(): Promise<Epoch> {
    const { folder, bootedAt, now, log } = this.#parts
    const epoch = { epoch: randomUUID(), begunAt: now }
    const begun = this.#file.clear().then(() => writeEpoch(folder, epoch, bootedAt))
    // Without the file the next life begins another one, too.
    await begun.catch((error: unknown) => log.error('events cannot be kept', { error }))
    return epoch
  }

  async #write(): Promise<void> {
    // What else is published in this turn goes with it.
    await Promise.resolve()
    for (let batch = this.#waiting.splice(0); batch.length > 0; batch = this.#waiting.splice(0)) {
      const last = batch.at(-1)?.seq ?? 0
      await this.#file.append(batch.flatMap(({ line }) => line ?? [])).catch((error: unknown) => this.#lost(last, error))
      this.#release(last)
    }
    this.#writing = null
  }

  /** A disk that refuses delays nobody. A hole in the files would be a lie, so they begin anew, and the next life with another epoch. */
  async #lost(seq: number, error: unknown): Promise<void> {
    const { folder, bootedAt, log } = this.#parts
    log.error('events cannot be kept; who was away must ask for everything anew', { error })
    this.#lostUpTo = seq
    await this.#file.clear().catch(() => undefined)
    await writeEpoch(folder, null, bootedAt).catch(() => undefined)
  }

  #release(seq: number): void {
    this.#released = seq
    for (const listener of this.#listeners) listener()
  }
}

/** Takes the place of an event that is not kept, so that its number is. */
function markLine({ epoch, seq, at }: Envelope): StoredLine {
  return { seq, at, text: JSON.stringify({ epoch, seq, at, mark: true }) }
}

/** `null` for a mark. The file is private to the user and was written by this program. */
function loggedEvent({ seq, text }: StoredLine): LoggedEvent | null {
  const { event }: Partial<Envelope> = JSON.parse(text)
  return event === undefined ? null : { seq, topic: event.topic, key: keyOf(event), session: sessionIdOf(event), text }
}
