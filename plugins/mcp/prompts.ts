/** Prompts that a person picks in their agent (slash commands in most): each is one message with what it needs in it. */
import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { ROLES } from '../../shared/domain/context.ts'
import type { Answers } from './answers.ts'

type Register = (server: McpServer) => void

const session = z.string().max(200).optional()

export function promptsOf(answers: Answers): readonly Register[] {
  return [
    (server) =>
      server.registerPrompt(
        'resume-session',
        {
          title: 'Go on with the work',
          description: 'Goes on with the work of a session, from all that was recorded of it.',
          argsSchema: z.object({ session }),
        },
        async (asked) =>
          message(
            `Go on with the work described here. Say first, in three lines, where it stands.\n\n${await answers.context({ budget_chars: 12_000, session: asked.session })}`,
          ),
      ),
    (server) =>
      server.registerPrompt(
        'standup',
        { title: 'Standup', description: 'What was done, decided and is blocked since the last working day.', argsSchema: z.object({}) },
        async () => message(`Turn this into a short standup for my team. Change no fact.\n\n${await answers.standup()}`),
      ),
    (server) =>
      server.registerPrompt(
        'handoff',
        {
          title: 'Hand the work over',
          description: 'A handoff for whoever goes on, with the context of their role.',
          argsSchema: z.object({ session, to_role: z.enum(ROLES).optional() }),
        },
        async ({ to_role, ...asked }) =>
          message(
            `Write a handoff for whoever goes on with this: what is done, what is open, what to beware of.\n\n${await answers.context({ budget_chars: 12_000, session: asked.session, role: to_role })}`,
          ),
      ),
    (server) =>
      server.registerPrompt(
        'decision',
        { title: 'Log a decision', description: 'Logs one decision into the worklog.', argsSchema: z.object({ text: z.string().max(4_000) }) },
        ({ text }) => message(`Log this decision with scribe_log (kind: decision), in one clear sentence with its reason: ${text}`),
      ),
    (server) =>
      server.registerPrompt(
        'wrap-up',
        {
          title: 'Wrap the session up',
          description: 'Logs what was decided, is blocked and comes next, before the work ends.',
          argsSchema: z.object({ session }),
        },
        async (asked) =>
          message(
            `Log with scribe_log what was decided, what is blocked and what comes next, each once and only if it is not there yet.\n\n${await answers.context({ budget_chars: 8_000, session: asked.session })}`,
          ),
      ),
  ]
}

function message(text: string): { messages: { role: 'user'; content: { type: 'text'; text: string } }[] } {
  return { messages: [{ role: 'user', content: { type: 'text', text } }] }
}
