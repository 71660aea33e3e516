/** The record as the worklog sees it: entries of one session, some of them marked as written. */
import type { EntrySource } from '../main/worklog/sessionWorklog.ts'
import type { Entry } from '../shared/domain/entry.ts'

export class RecordDouble implements EntrySource {
  readonly entries: Entry[] = []
  readonly marked = new Set<number>()
  /** Those that were put back once. */
  readonly again = new Set<number>()
  /** Set to make marking fail, as it does when the store stops in between. */
  broken = false
  /** Called while the last entries are read. */
  onRecent: () => void = () => undefined

  add(...texts: string[]): void {
    for (const text of texts) this.entries.push({ seq: this.entries.length + 1, session_id: 's1', at: 0, kind: 'note', lines: [`- ${text}`] })
  }
  copy(): RecordDouble {
    const copy = new RecordDouble()
    copy.entries.push(...this.entries)
    for (const seq of this.marked) copy.marked.add(seq)
    for (const seq of this.again) copy.again.add(seq)
    return copy
  }
  async unprojected(): Promise<Entry[]> {
    return this.entries.filter((entry) => !this.marked.has(entry.seq))
  }
  async recent(_sessionId: string, count: number): Promise<Entry[]> {
    this.onRecent()
    return this.entries.slice(-count)
  }
  async restored(_sessionId: string, since: number): Promise<number[]> {
    return [...this.again].filter((seq) => seq >= since)
  }
  async markRestored(seqs: readonly number[]): Promise<void> {
    for (const seq of seqs) this.again.add(seq)
  }
  async markProjected(seqs: readonly number[]): Promise<void> {
    if (this.broken) throw new Error('the store is closed')
    for (const seq of seqs) this.marked.add(seq)
  }
}
