/**
 * Summaries of sessions out of the record, read on from where the last reading ended. Keeps the readings of a few sessions; one that is
 * not kept is read from its beginning. Reads in pages and lets other questions come between them.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { CitedExtraction, type ExtractionOptions } from '../../shared/summaries/citedExtract.ts'
import type { CitedSummary } from '../../shared/summaries/citedSummary.ts'
import type { Reader } from '../store/reader.ts'

const PAGE = 500
const MOST_KEPT = 12

export class SessionSummaries {
  readonly #reader: Reader
  readonly #options: ExtractionOptions
  /** The one used last stands last. */
  readonly #kept = new Map<string, CitedExtraction>()

  constructor(reader: Reader, options: ExtractionOptions) {
    this.#reader = reader
    this.#options = options
  }

  async of(sessionId: string, about: { readonly backlogId: string; readonly now: number }): Promise<CitedSummary> {
    const extraction = this.#kept.get(sessionId) ?? new CitedExtraction(this.#options)
    this.#kept.delete(sessionId)
    for (let page = this.#page(sessionId, extraction); page.length > 0; page = this.#page(sessionId, extraction)) {
      for (const { seq, ...entry } of page) extraction.add({ ...entry, place: { kind: 'entry', session_id: sessionId, seq } })
      if (page.length < PAGE) break
      await turn()
    }
    this.#keep(sessionId, extraction)
    return extraction.summary({ session_id: sessionId, backlog_id: about.backlogId, now: about.now, truncated: false })
  }

  #page(sessionId: string, { cursor }: CitedExtraction): ReturnType<Reader['entriesAfter']> {
    return this.#reader.entriesAfter(sessionId, cursor, PAGE)
  }

  #keep(sessionId: string, extraction: CitedExtraction): void {
    this.#kept.set(sessionId, extraction)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }
}
