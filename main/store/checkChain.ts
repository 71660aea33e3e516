/** Recomputes a stretch of a session's hash chain. Pure; the rows come from disk and are parsed here. */
import { z } from 'zod'
import { chainDigest } from './entryChain.ts'
import type { ChainCheck, ChainLink } from './storeProtocol.ts'

const rowSchema = z.object({ seq: z.number(), session_id: z.string(), at: z.number(), kind: z.string(), lines: z.string(), digest: z.string() })
const linesSchema = z.array(z.string())

export interface Stretch {
  /** The entry before the first row. */
  readonly after: ChainLink
  readonly rows: readonly unknown[]
  /** What the session says its newest entry is; `null` while more rows follow. */
  readonly head: ChainLink | null
}

export function checkChain({ after, rows, head }: Stretch): ChainCheck {
  let link = after
  let entries = 0
  for (const row of rows) {
    const { seq, digest, ...entry } = rowSchema.parse(row)
    if (recomputed(link.digest, entry) !== digest) return { link, entries, brokenAt: seq, more: false }
    link = { seq, digest }
    entries++
  }
  // An entry taken from the end breaks no link; the session remembers how far it had come.
  const cut = head !== null && (head.seq !== link.seq || head.digest !== link.digest)
  return { link, entries, brokenAt: cut ? head.seq : null, more: head === null }
}

/** `null` when the entry's lines are no lines at all. */
function recomputed(previous: string, entry: { session_id: string; at: number; kind: string; lines: string }): string | null {
  const lines = linesSchema.safeParse(parsed(entry.lines))
  return lines.success ? chainDigest(previous, { ...entry, lines: lines.data }) : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
