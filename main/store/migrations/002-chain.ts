/**
 * Second schema: who made a change and what it was called before; the hash chain of a session's entries; sessions taken
 * off the lists. The digests of entries that are there already are computed here, page by page, in the same transaction.
 */
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { CHAIN_START, chainDigest } from '../entryChain.ts'

/** Rows read at once; keeps memory flat however long the history is. */
const PAGE = 2_000

const COLUMNS = `
ALTER TABLE changes ADD COLUMN "by" TEXT;
ALTER TABLE changes ADD COLUMN from_path TEXT;
ALTER TABLE entries ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN head TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN head_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
`

const row = z.object({ seq: z.number(), session_id: z.string(), at: z.number(), kind: z.string(), lines: z.string() })
const lines = z.array(z.string())

export function chain(sql: DatabaseSync): void {
  sql.exec(COLUMNS)
  const page = sql.prepare('SELECT seq, session_id, at, kind, lines FROM entries WHERE seq > ? ORDER BY seq LIMIT ?')
  const write = sql.prepare('UPDATE entries SET digest = ? WHERE seq = ?')
  const heads = new Map<string, { digest: string; seq: number }>()
  for (let from = 0; ; ) {
    const rows = z.array(row).parse(page.all(from, PAGE))
    for (const entry of rows) {
      const previous = heads.get(entry.session_id)?.digest ?? CHAIN_START
      const digest = chainDigest(previous, { ...entry, lines: lines.parse(JSON.parse(entry.lines)) })
      write.run(digest, entry.seq)
      heads.set(entry.session_id, { digest, seq: entry.seq })
      from = entry.seq
    }
    if (rows.length < PAGE) break
  }
  const head = sql.prepare('UPDATE sessions SET head = ?, head_seq = ? WHERE id = ?')
  for (const [id, { digest, seq }] of heads) head.run(digest, seq, id)
}
