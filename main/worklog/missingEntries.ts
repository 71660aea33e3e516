/** Compares the end of a worklog file with the record. Pure. */
import type { Entry } from '../../shared/domain/entry.ts'
import { renderBlock } from './renderEntry.ts'

export interface Found {
  /** The numbers of those entries whose block does not stand in the text. */
  readonly missing: ReadonlySet<number>
  /** Nothing follows on the last of them that stands: if others are missing, they were cut off, not written over. */
  readonly isEnd: boolean
}

/** The entries are looked for in order, each behind the one before: that keeps two equal notes of one second apart. */
export function missingEntries(text: Buffer, entries: readonly Entry[]): Found {
  const missing = new Set<number>()
  let from = 0
  for (const entry of entries) {
    const block = Buffer.from(renderBlock(entry))
    const found = text.indexOf(block, from)
    if (found >= 0) from = found + block.length
    else missing.add(entry.seq)
  }
  return { missing, isEnd: from > 0 && text.subarray(from).toString().trim() === '' }
}

export interface Compared {
  /** The last entries of the record, in order. */
  readonly entries: readonly Entry[]
  readonly missing: Found['missing']
  /** Entries that were never known to stand in the file for sure: not written yet, or while another program wrote. */
  readonly doubtful: ReadonlySet<number>
}

/**
 * Which entries are to be written (again), in order. A copy of the file that was held too long lacks our last entries;
 * one that is missing before another that stands was taken out by hand and stays out.
 */
export function lostEntries({ entries, missing, doubtful }: Compared): Entry[] {
  const lastStanding = entries.findLastIndex(({ seq }) => !missing.has(seq) && !doubtful.has(seq))
  return entries.filter(({ seq }, index) => missing.has(seq) && (doubtful.has(seq) || index > lastStanding))
}
