/** Which sessions a note can go to, and to which it goes. Pure. A half-written note keeps its session, even an ended one. */
import { isLive, type Session } from '../domain/session.ts'
import { plainText } from './format.ts'
import { t } from './text.ts'

export interface Draft {
  readonly text: string
  /** When it was last changed, ms. */
  readonly at: number
}
export type Drafts = Readonly<Record<string, Draft>>

export interface NoteTargets {
  readonly options: readonly { readonly id: string; readonly label: string; readonly backlogId: string }[]
  /** The id of the session the note goes to, `null` when there is none. */
  readonly target: string | null
}

/** `chosen` stays the target while it is an option; otherwise the newest draft's session, then the last used that records. */
export function noteTargets(sessions: readonly Session[], drafts: Drafts, chosen: string | null): NoteTargets {
  const written = (session: Session): number => drafts[session.id]?.at ?? 0
  const candidates = sessions
    .filter((session) => isLive(session) || (session.id === chosen && written(session) > 0))
    .sort((a, b) => written(b) - written(a) || rank(a) - rank(b) || b.last_activity_at - a.last_activity_at)
  const target = candidates.find((session) => session.id === chosen) ?? candidates[0]
  const options = candidates.map((session) => ({ id: session.id, label: label(session, candidates), backlogId: plainText(session.backlog_id) }))
  options.sort((a, b) => (a.label < b.label ? -1 : 1))
  return { options, target: target?.id ?? null }
}

function rank(session: Session): number {
  return session.state === 'recording' ? 0 : 1
}

function label(session: Session, all: readonly Session[]): string {
  const id = plainText(session.backlog_id)
  const shared = all.some((other) => other.id !== session.id && other.backlog_id === session.backlog_id)
  return shared ? t('note.ambiguous', { id, repo: plainText(session.repo_name) }) : id
}
