/** Commands about sessions and their worklogs: the table's shapes on one side, `Sessions` on the other. */
import type { Session } from '../../shared/domain/session.ts'
import { excludeArtifacts, missingExcludes } from '../git/artifactsExclude.ts'
import type { GitClient } from '../git/gitClient.ts'
import { locateRepository } from '../git/repoState.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type ValidateParts, validateSessions } from '../sessions/validate.ts'
import type { Store } from '../store/store.ts'
import type { Handlers } from './dispatch.ts'

type Group =
  | 'session/list'
  | 'session/get'
  | 'session/start'
  | 'session/stop'
  | 'session/pause'
  | 'session/resume'
  | 'session/update'
  | 'session/validate'
  | 'worklog/append'
  | 'worklog/read'

export function sessionCommands(parts: ValidateParts & { sessions: Sessions; store: Store; git: GitClient }): Pick<Handlers, Group> {
  const { sessions, recorder, store, git } = parts
  return {
    'session/list': async ({ state, repo, limit }) => {
      const wanted = (session: Session): boolean => (state === undefined || state.includes(session.state)) && (repo === undefined || session.repo === repo)
      const found = recorder.all().filter(wanted).sort(newestFirst)
      return { sessions: found.slice(0, limit), more: found.length > limit }
    },
    'session/get': async (asked) => ({ session: await sessions.find(asked) }),
    'session/start': async (wishes) => {
      const written = wishes.exclude_artifacts === true && (await excludeArtifacts(git, await locateRepository(git, wishes.cwd)))
      const { session, created } = await sessions.start(wishes)
      const isFirst = created && recorder.all().filter((known) => known.repo === session.repo).length === 1
      // A hint is not worth a failure.
      const offered = !written && isFirst && (await missingExcludes(git, session.repo).catch(() => [])).length > 0
      return { session, created, worklog: `${session.repo}/${session.worklog}`, exclude: written ? 'written' : offered ? 'offered' : 'settled' }
    },
    'session/stop': async (asked) => ({ session: await sessions.stop(asked) }),
    'session/pause': async (asked) => ({ session: await sessions.pause(asked) }),
    'session/resume': async (asked) => ({ session: await sessions.resume(asked) }),
    'session/update': async ({ session, cwd, ...edit }) => ({ session: await sessions.update({ session, cwd }, edit) }),
    'session/validate': async () => await validateSessions(parts),
    'worklog/append': async ({ text, idem, ...asked }) => await sessions.append(asked, text, idem),
    'worklog/read': async ({ since_seq, limit, newest, ...asked }) => {
      const session = await sessions.find(asked)
      const found = await store.run({ kind: 'entries', sessionId: session.id, sinceSeq: since_seq, limit: limit + 1, newest })
      const entries = newest ? found.slice(-limit) : found.slice(0, limit)
      return { session, entries: [...entries], more: found.length > limit }
    },
  }
}

/** The order does not depend on who began first within a millisecond, so it is the same after a restart. */
function newestFirst(a: Session, b: Session): number {
  return b.started_at - a.started_at || (a.id < b.id ? 1 : -1)
}
