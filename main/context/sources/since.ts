/** What a cursor's holder has missed: entries of the record and commits since then. Bounded; what does not fit is said. */
import type { ContextChanges } from '../../../shared/domain/context.ts'
import { commitsBetween } from '../../git/commits.ts'
import { cleanLine } from '../foreignText.ts'
import type { ContextPlace } from '../source.ts'
import type { SourceParts } from './sourceParts.ts'

const MOST_ENTRIES = 100
const MOST_SESSIONS = 50
const MOST_COMMITS = 20
const TEXT_LENGTH = 600

export interface Missed {
  readonly entries: ContextChanges['entries']
  readonly moreEntries: boolean
  readonly commits: ContextChanges['commits']
}

export interface SinceRequest {
  /** Newest entry that was known. */
  readonly seq: number
  readonly head: { readonly before: string | null; readonly now: string | null }
  readonly signal: AbortSignal
}

export async function missedSince(parts: SourceParts, place: ContextPlace, request: SinceRequest): Promise<Missed> {
  const [{ entries, more }, commits] = await Promise.all([entriesSince(parts, place, request), commitsSince(parts, place, request)])
  return { entries, moreEntries: more, commits }
}

async function entriesSince(
  { store }: SourceParts,
  { sessions }: ContextPlace,
  { seq }: SinceRequest,
): Promise<{ entries: ContextChanges['entries']; more: boolean }> {
  if (store === null) return { entries: [], more: false }
  const latest = sessions.toSorted((a, b) => b.last_activity_at - a.last_activity_at).slice(0, MOST_SESSIONS)
  const read = async (session: (typeof latest)[number]) => {
    const found = await store.run({ kind: 'entries', sessionId: session.id, sinceSeq: seq, limit: MOST_ENTRIES + 1, newest: true })
    return found.map((entry) => ({
      seq: entry.seq,
      session: session.backlog_id,
      at: entry.at,
      kind: entry.kind,
      text: cleanLine(entry.lines.join('\n'), TEXT_LENGTH),
    }))
  }
  const all = (await Promise.all(latest.map(read))).flat().toSorted((a, b) => a.seq - b.seq)
  return { entries: all.slice(-MOST_ENTRIES), more: all.length > MOST_ENTRIES }
}

async function commitsSince({ git }: SourceParts, place: ContextPlace, { head, signal }: SinceRequest): Promise<ContextChanges['commits']> {
  const { before, now } = head
  if (before === now) return []
  if (before === null || now === null || place.git === null || signal.aborted) return null
  const { commits } = await commitsBetween(git, place.root, { from: before, to: now, limit: MOST_COMMITS, signal }).catch(() => ({ commits: null }))
  return commits === null ? null : commits.map(({ id, subject }) => ({ id, subject: cleanLine(subject, TEXT_LENGTH) }))
}
