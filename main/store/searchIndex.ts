/**
 * Keeps the full-text index: entries in batches behind the record (never in the commit that records them), summaries as they
 * are saved. Runs in the store's thread, inside the transaction of the group commit. Owns the words by which an index row is
 * narrowed down: its session, its repository, its kind.
 */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { CitedSummary } from '../../shared/summaries/citedSummary.ts'
import { bulletsOf } from '../../shared/summaries/entryLines.ts'
import { kindOfLine } from '../../shared/summaries/lineKinds.ts'
import { textOfSummary } from '../../shared/summaries/summaryText.ts'

const row = z.object({ seq: z.number(), session_id: z.string(), repo: z.string(), kind: z.string(), lines: z.string() })
const lines = z.array(z.string())
const stateRow = z.object({ indexed_seq: z.number() })
const numberRow = z.object({ number: z.number(), repo: z.string() })

/** A word of the index that stands for a session, a repository or a kind. Ids and paths are hashed: a word has letters and digits only. */
export function scopeWord(of: 'session' | 'repo' | 'kind', value: string): string {
  return of === 'kind' ? `k${value}` : `${of[0]}${createHash('sha256').update(value).digest('hex').slice(0, 16)}`
}

export class SearchIndex {
  readonly #sql: DatabaseSync

  constructor(sql: DatabaseSync) {
    this.#sql = sql
  }

  /** Indexes the next entries, at most `limit`; true if there may be more. */
  catchUp(limit: number): boolean {
    const from = this.#indexed()
    const page = this.#sql.prepare(`SELECT e.seq, e.session_id, s.repo, e.kind, e.lines FROM entries e JOIN sessions s ON s.id = e.session_id
      WHERE e.seq > ? ORDER BY e.seq LIMIT ?`)
    const insert = this.#sql.prepare('INSERT INTO entry_text (rowid, scope, text) VALUES (?, ?, ?)')
    const rows = page.all(from, limit).map((found) => row.parse(found))
    for (const entry of rows) {
      const told = linesOf(entry.lines)
      insert.run(entry.seq, scopeOf(entry, told).join(' '), told.join('\n'))
    }
    const last = rows.at(-1)
    if (last !== undefined) this.#sql.prepare('UPDATE search_state SET indexed_seq = ? WHERE id = 1').run(last.seq)
    return rows.length === limit
  }

  /** Keeps a summary in place of the session's earlier one. Nothing for a session that is not known. */
  saveSummary(sessionId: string, summary: CitedSummary): void {
    const upsert = `INSERT INTO summaries (session_id, at, data) SELECT id, ?, ? FROM sessions WHERE id = ?
      ON CONFLICT (session_id) DO UPDATE SET at = excluded.at, data = excluded.data`
    this.#sql.prepare(upsert).run(summary.generated_at, JSON.stringify(summary), sessionId)
    const found = this.#sql.prepare('SELECT u.number, s.repo FROM summaries u JOIN sessions s ON s.id = u.session_id WHERE u.session_id = ?').get(sessionId)
    if (found === undefined) return
    const { number, repo } = numberRow.parse(found)
    const scope = [scopeWord('session', sessionId), scopeWord('repo', repo), scopeWord('kind', 'summary')]
    this.#sql.prepare('DELETE FROM summary_text WHERE rowid = ?').run(number)
    this.#sql.prepare('INSERT INTO summary_text (rowid, scope, text) VALUES (?, ?, ?)').run(number, scope.join(' '), textOfSummary(summary))
  }

  #indexed(): number {
    return stateRow.parse(this.#sql.prepare('SELECT indexed_seq FROM search_state WHERE id = 1').get()).indexed_seq
  }
}

/** Lines that were damaged are found by nothing; the chain tells of them (`scribe verify`). */
function linesOf(text: string): string[] {
  try {
    return lines.parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** A note also counts as what its lines say they are: `decision`, `idea`. */
function scopeOf({ session_id, repo, kind }: z.infer<typeof row>, told: readonly string[]): string[] {
  const says = kind === 'note' ? bulletsOf(told).flatMap(({ text }) => text.split('\n').flatMap((line) => kindOfLine(line)?.kind ?? [])) : []
  return [scopeWord('session', session_id), scopeWord('repo', repo), ...new Set([kind, ...says].map((one) => scopeWord('kind', one)))]
}
