/** `scribe stop`, `pause` and `resume`: one session, named or of the folder. */
import type { Session } from '../../shared/domain/session.ts'
import { TARGET_OPTIONS, target, type Verb } from '../verb.ts'

export const stop = verb('stop', 'session/stop', 'Stop recording; what changed until now is recorded first.', (session) => `Stopped ${session.backlog_id} in ${session.repo_name}. ${session.changes} changes, ${session.entries} entries recorded.`)
export const pause = verb('pause', 'session/pause', 'Stop recording for a while.', (session) => `Paused ${session.backlog_id} in ${session.repo_name}.`)
export const resume = verb('resume', 'session/resume', 'Go on with a paused or stopped session.', (session) => `Recording ${session.backlog_id} in ${session.repo_name} again.`)

function verb(name: string, command: 'session/stop' | 'session/pause' | 'session/resume', summary: string, said: (session: Session) => string): Verb {
  return {
    usage: `scribe ${name} [--backlog-id ID] [--cwd DIR]`,
    summary,
    options: TARGET_OPTIONS,
    words: [0, 0],
    run: async (input) => {
      const { session } = await (await input.client()).call(command, target(input))
      return { lines: [said(session)], json: { session } }
    },
  }
}
