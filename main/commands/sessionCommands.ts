/** Commands about sessions and their worklogs: the table's shapes on one side, `Sessions` on the other. */
import type { Session } from '../../shared/domain/session.ts'
import type { Recorder } from '../sessions/recorder.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Store } from '../store/store.ts'
import type { Handlers } from './dispatch.ts'

type Group = 'session/list' | 'session/get' | 'session/start' | 'session/stop' | 'session/pause' | 'session/resume' | 'worklog/append' | 'worklog/read'

export function sessionCommands(parts: { sessions: Sessions; recorder: Recorder; store: Store }): Pick<Handlers, Group> {
  const { sessions, recorder, store } = parts
  return {
    'session/list': async ({ state, repo, limit }) => {
      const wanted = (session: Session): boolean => (state === undefined || state.includes(session.state)) && (repo === undefined || session.repo === repo)
      const found = recorder.all().filter(wanted).reverse()
      return { sessions: found.slice(0, limit), more: found.length > limit }
    },
    'session/get': async (asked) => ({ session: await sessions.find(asked) }),
    'session/start': async (wishes) => {
      const { session, created } = await sessions.start(wishes)
      return { session, created, worklog: `${session.repo}/${session.worklog}` }
    },
    'session/stop': async (asked) => ({ session: await sessions.stop(asked) }),
    'session/pause': async (asked) => ({ session: await sessions.pause(asked) }),
    'session/resume': async (asked) => ({ session: await sessions.resume(asked) }),
    'worklog/append': async ({ text, ...asked }) => await sessions.append(asked, text),
    'worklog/read': async ({ since_seq, limit, newest, ...asked }) => {
      const session = await sessions.find(asked)
      const found = await store.run({ kind: 'entries', sessionId: session.id, sinceSeq: since_seq, limit: limit + 1, newest })
      const entries = newest ? found.slice(-limit) : found.slice(0, limit)
      return { session, entries: [...entries], more: found.length > limit }
    },
  }
}
