/** Compares a worklog file with the record. Pure. */
import type { Entry } from '../../shared/domain/entry.ts'
import { renderBlock } from './renderEntry.ts'

/**
 * Those of `wanted` whose block does not stand in `text`. `recent` are the session's last entries in order, `wanted`
 * among them: walking all of them keeps two equal notes of one second apart.
 */
export function missingEntries(text: string, recent: readonly Entry[], wanted: ReadonlySet<number>): Entry[] {
  const missing: Entry[] = []
  let from = 0
  for (const entry of recent) {
    const block = renderBlock(entry)
    const found = text.indexOf(block, from)
    if (found >= 0) from = found + block.length
    else if (wanted.has(entry.seq)) missing.push(entry)
  }
  return missing
}
