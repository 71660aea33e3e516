/** The sessions of the repository that a context is of: those that live, then the latest ended ones. From memory; nothing is fetched. */
import type { BriefSession, SourceData } from '../../../shared/domain/contextData.ts'
import { isLive, type Session } from '../../../shared/domain/session.ts'
import { cleanLine } from '../foreignText.ts'
import { proven, type Source } from '../source.ts'
import type { SourceParts } from './sourceParts.ts'

const MOST_SESSIONS = 20
const TEXT_LENGTH = 300

export function sessionsSource({ moves }: SourceParts): Source<SourceData['sessions']> {
  return {
    name: 'sessions',
    ttl: 'registry',
    variant: () => '',
    mark: async ({ root, sessions }) => proven(`${moves.of(root).recorded} ${sessions.length}`),
    fetch: async ({ sessions }) => {
      const ordered = sessions.toSorted((a, b) => Number(isLive(b)) - Number(isLive(a)) || b.last_activity_at - a.last_activity_at || (a.id < b.id ? 1 : -1))
      return { sessions: ordered.slice(0, MOST_SESSIONS).map(brief), more: sessions.length > MOST_SESSIONS }
    },
  }
}

/** Text of it was redacted when it was recorded. */
function brief(session: Session): BriefSession {
  const { id, backlog_id, state, branch, type, priority, tags, related, description, changes, entries, started_at, last_activity_at } = session
  return {
    ...{ id, backlog_id, state, type, priority, changes, entries, started_at, last_activity_at },
    branch: branch === null ? null : cleanLine(branch, TEXT_LENGTH),
    description: description === null ? null : cleanLine(description, TEXT_LENGTH),
    tags: tags.map((tag) => cleanLine(tag, TEXT_LENGTH)),
    related: related.map((one) => cleanLine(one, TEXT_LENGTH)),
  }
}
