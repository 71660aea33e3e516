/**
 * Compares a worklog file with the whole record, both read in pieces: each entry's block must stand behind the one before
 * it. Text of others in between does not matter. Changes nothing.
 */
import { join } from 'node:path'
import type { Entry } from '../../shared/domain/entry.ts'
import { localTime } from '../../shared/domain/localTime.ts'
import { type OpenFile, readRange } from '../base/files.ts'
import { openToRead } from '../base/insideRepo.ts'
import { renderBlock } from './renderEntry.ts'
import { worklogPath } from './worklogFile.ts'

const PIECE_BYTES = 1024 * 1024

/** The first entry that does not stand in the file, in words; `null` if all do. Throws `worklog.unsafePath`. */
export async function verifyWorklog(place: { readonly repo: string; readonly backlogId: string }, entries: AsyncIterable<Entry>): Promise<string | null> {
  const path = join(place.repo, worklogPath(place.backlogId))
  const file = await openToRead(path)
  if (file === null) return `there is no worklog ${path}`
  try {
    const search = new ForwardSearch(file)
    for await (const entry of entries) {
      if (!(await search.skipPast(Buffer.from(renderBlock(entry)))))
        return `entry ${entry.seq} of ${localTime(entry.at)} is not in the worklog as it was recorded`
    }
    return null
  } finally {
    await file.close()
  }
}

/** Looks for one piece of text after another, each behind the one before. Holds one piece of the file. */
class ForwardSearch {
  readonly #file: OpenFile
  #held: Buffer = Buffer.alloc(0)
  #next = 0

  constructor(file: OpenFile) {
    this.#file = file
  }

  async skipPast(wanted: Buffer): Promise<boolean> {
    for (;;) {
      const at = this.#held.indexOf(wanted)
      if (at >= 0) {
        this.#held = this.#held.subarray(at + wanted.length)
        return true
      }
      const piece = await readRange(this.#file, this.#next, this.#next + PIECE_BYTES)
      if (piece.length === 0) return false
      this.#next += piece.length
      // What was searched cannot hold it any more, but for a beginning at its end.
      this.#held = Buffer.concat([this.#held.subarray(Math.max(0, this.#held.length - wanted.length + 1)), piece])
    }
  }
}
