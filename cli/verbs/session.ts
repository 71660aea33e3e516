/** `scribe stop`, `pause` and `resume`: one session, named or of the folder. */
import type { Session } from '../../shared/domain/session.ts'
import { TARGET_OPTIONS, target, type Verb } from './verb.ts'

interface SessionVerb {
  readonly command: 'session/stop' | 'session/pause' | 'session/resume'
  readonly summary: string
  /** What is printed when it is done. */
  readonly said: (session: Session) => string
}

export const stop = verb('stop', {
  command: 'session/stop',
  summary: 'Stop recording; what changed until now is recorded first.',
  said: (session) => `Stopped ${session.backlog_id} in ${session.repo_name}. ${session.changes} changes, ${session.entries} entries recorded.`,
})

export const pause = verb('pause', {
  command: 'session/pause',
  summary: 'Stop recording for a while.',
  said: (session) => `Paused ${session.backlog_id} in ${session.repo_name}.`,
})

export const resume = verb('resume', {
  command: 'session/resume',
  summary: 'Go on with a paused or stopped session.',
  said: (session) => `Recording ${session.backlog_id} in ${session.repo_name} again.`,
})

function verb(name: string, { command, summary, said }: SessionVerb): Verb {
  return {
    usage: `scribe ${name} [--backlog-id ID] [--cwd DIR]`,
    summary,
    examples: [`scribe ${name}`, `scribe ${name} --backlog-id B-1009`],
    options: TARGET_OPTIONS,
    words: [0, 0],
    run: async (input) => {
      const { session } = await (await input.client()).call(command, target(input))
      return { lines: [said(session)], json: { session } }
    },
  }
}
