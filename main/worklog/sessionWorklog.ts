/**
 * Keeps the worklog of one session in step with the record: appends what waits; when somebody else wrote the file, looks
 * first what that took away and puts it back, once, in order. What a person deletes twice stays deleted. Knows nothing of
 * queues or timers.
 */
import type { Entry } from '../../shared/domain/entry.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { Clock } from '../base/clock.ts'
import type { Files } from '../base/files.ts'
import { requireSameFolder } from '../base/folderIdentity.ts'
import { type Compared, lostEntries, missingEntries } from './missingEntries.ts'
import { renderBlock } from './renderEntry.ts'
import { type Left, openWorklog, type WorklogFile } from './worklogFile.ts'

/** Entries compared at first; more when none of them stands in the file. */
const CONTEXT = 50
const MOST_CONTEXT = 10_000
/** What of the file is compared at first, and at most. */
const WINDOW_BYTES = 256 * 1024
const MOST_BYTES = 64 * 1024 * 1024
const WIDER = 8
/** Two programs that both rewrite the file meet again and again: an entry written this recently is always put back. */
const FRESH_MS = 10_000
/** Pause in the file after which it is compared, and longer before something is put back. */
const CALM_MS = 20
const CALM_BEFORE_PUTTING_BACK_MS = 150
/** After so many disturbed appends in one go the rest waits for the next look. */
const TRIES = 5

/** What the projection needs of the record. */
export interface EntrySource {
  unprojected(sessionId: string): Promise<readonly Entry[]>
  /** The last `count` entries in order. */
  recent(sessionId: string, count: number): Promise<readonly Entry[]>
  /** Numbers of those entries from `since` on that were put back before. */
  restored(sessionId: string, since: number): Promise<readonly number[]>
  markProjected(seqs: readonly number[]): Promise<unknown>
  markRestored(seqs: readonly number[]): Promise<unknown>
}

export interface SessionWorklogParts {
  readonly source: EntrySource
  readonly clock: Clock
  readonly files?: Files
}

export class SessionWorklog {
  readonly #parts: SessionWorklogParts
  /** `null` after a start or a failure: the file may hold part of what waits, or less than was written, so it is compared. */
  #left: Left | null = null
  /** When each of the last entries was written, monotonic ms. */
  readonly #writtenAt = new Map<number, number>()

  constructor(parts: SessionWorklogParts) {
    this.#parts = parts
  }

  /** After a failure nothing is known of the file. */
  doubt(): void {
    this.#left = null
  }

  /** Brings the file up to the record. True if it wrote, so that it is worth a look soon whether that was left in peace. */
  async write(session: Session): Promise<boolean> {
    await requireSameFolder(session.repo, session.root_id)
    const { files, source } = this.#parts
    // First the file: what cannot be written is not read from the record again and again, however much waits.
    const file = await openWorklog({ repo: session.repo, rootId: session.root_id, backlogId: session.backlog_id, ...(files === undefined ? {} : { files }) })
    try {
      return await this.#bringUp(file, session, await source.unprojected(session.id))
    } finally {
      await file.close()
    }
  }

  async #bringUp(file: WorklogFile, session: Session, waiting: readonly Entry[]): Promise<boolean> {
    const doubtful = new Set(waiting.map(({ seq }) => seq))
    const putBack = new Set<number>()
    let due = this.#left !== null && (await file.isStill(this.#left)) ? waiting : await this.#compare(file, session, doubtful)
    const wrote = due.length > 0
    for (let attempt = 1; due.length > 0; attempt++) {
      if (attempt > TRIES) throw new Error(`${session.worklog} is written by another program all the time`)
      for (const { seq } of due) if (!doubtful.has(seq)) putBack.add(seq)
      if (await this.#append(file, due)) break
      // Somebody else wrote. What was missing may stand there by now, and what was appended come before its turn: once more from the start.
      await file.settle({ before: this.#left, calmMs: CALM_MS })
      await file.takeBack()
      due = await this.#compare(file, session, new Set([...doubtful, ...putBack]))
    }
    if (waiting.length > 0) await this.#parts.source.markProjected([...doubtful])
    if (putBack.size > 0) await this.#parts.source.markRestored([...putBack])
    return wrote
  }

  /** False if another program wrote at the same time. */
  async #append(file: WorklogFile, entries: readonly Entry[]): Promise<boolean> {
    const now = this.#parts.clock.monotonic()
    for (const { seq } of entries) this.#writtenAt.set(seq, now)
    for (const [seq, at] of this.#writtenAt) if (now - at > FRESH_MS) this.#writtenAt.delete(seq)
    const { left, undisturbed } = await file.append(entries.map(renderBlock), this.#left)
    this.#left = left
    return undisturbed
  }

  /** What is to be written: entries in doubt that do not stand there, and others that were lost. Cuts away what is left of half of that. */
  async #compare(file: WorklogFile, session: Session, doubtful: ReadonlySet<number>): Promise<readonly Entry[]> {
    await file.settle({ before: this.#left, calmMs: CALM_MS })
    // Empty for so long: it was not only in between.
    const now = await file.left()
    if (now.facts.size === 0) this.#left = now
    let compared = await this.#look(file, session, doubtful)
    let lost = lostEntries(compared)
    if (lost.some(({ seq }) => !doubtful.has(seq))) {
      // It may only look so, because the other program has not written all of it yet.
      await file.settle({ before: this.#left, calmMs: CALM_BEFORE_PUTTING_BACK_MS })
      compared = await this.#look(file, session, doubtful)
      lost = lostEntries(compared)
    }
    const again = await this.#mayPutBack(session, { lost: lost.filter(({ seq }) => !doubtful.has(seq)), wereCut: compared.isEnd })
    const due = lost.filter(({ seq }) => doubtful.has(seq) || again.has(seq))
    if (due.length === 0) this.#left = await file.left()
    else await file.cutTorn(due.map(renderBlock))
    return due
  }

  /** Compares the end of the file with the last entries, more of both until one of them is found. */
  async #look(file: WorklogFile, session: Session, doubtful: ReadonlySet<number>): Promise<Compared & { readonly isEnd: boolean }> {
    for (let [window, count] = [WINDOW_BYTES, CONTEXT + doubtful.size]; ; [window, count] = [window * WIDER, count * WIDER]) {
      const recent = await this.#parts.source.recent(session.id, Math.min(count, MOST_CONTEXT))
      const entries = await this.#withoutNew(session, recent, doubtful)
      const text = await file.end(Math.min(window, MOST_BYTES))
      const { missing, isEnd } = missingEntries(text, entries)
      const found = entries.some(({ seq }) => !missing.has(seq) && !doubtful.has(seq))
      const all = (text.length < window || window >= MOST_BYTES) && (recent.length < count || count >= MOST_CONTEXT)
      if (found || all) return { entries, missing, doubtful, isEnd }
    }
  }

  /** What was recorded since the write began comes with the next one; it is missing and not lost. */
  async #withoutNew(session: Session, recent: readonly Entry[], doubtful: ReadonlySet<number>): Promise<readonly Entry[]> {
    const waiting = new Set((await this.#parts.source.unprojected(session.id)).map(({ seq }) => seq))
    return recent.filter(({ seq }) => doubtful.has(seq) || !waiting.has(seq))
  }

  /** All that another program wrote over; of what was cut off and nothing put in its place, only what was not put back before. */
  async #mayPutBack(session: Session, { lost, wereCut }: { lost: readonly Entry[]; wereCut: boolean }): Promise<ReadonlySet<number>> {
    const [first] = lost
    if (first === undefined) return new Set()
    const before = new Set(wereCut ? await this.#parts.source.restored(session.id, first.seq) : [])
    const now = this.#parts.clock.monotonic()
    const isFresh = (seq: number): boolean => now - (this.#writtenAt.get(seq) ?? Number.NEGATIVE_INFINITY) < FRESH_MS
    return new Set(lost.map(({ seq }) => seq).filter((seq) => !before.has(seq) || isFresh(seq)))
  }
}
