/**
 * What agents' hooks tell: an event of any agent becomes an entry of the session that records its folder, once, as far as the person
 * lets it; an agent that begins is given context, if the person wants that. An event of a folder that nobody records is let go.
 */
import { relative } from 'node:path'
import { type AgentEvent, agentNamed } from '../../shared/domain/agentEvent.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { AgentBoard } from '../agents/agentBoard.ts'
import { agentEntry } from '../agents/agentEntry.ts'
import { hookEvent } from '../agents/hooks/hookEvents.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { ContextProvider } from '../context/contextProvider.ts'
import { nearestWorktree } from '../git/nearestWorktree.ts'
import type { AgentEdits } from '../sessions/agentEdits.ts'
import { beginForAgent, recordingIn } from '../sessions/agentSession.ts'
import type { Recorder } from '../sessions/recorder.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { ContextNotes } from './contextNotes.ts'
import type { Handlers } from './dispatch.ts'

/** The receiver waits 800 ms (`plugins/hooks/scribe-hook`), and the answer has a way to go. */
const HEARD_MS = 700

export interface HookParts {
  readonly sessions: Sessions
  readonly recorder: Recorder
  readonly contexts: Pick<ContextProvider, 'get'>
  readonly agentEdits: AgentEdits
  readonly board: AgentBoard
  readonly settings: () => Settings
  readonly settingsIn: (root: string) => Settings
  readonly clock: Clock
  readonly log: Logger
}

export function hookCommands(parts: HookParts): Pick<Handlers, 'agent/hook'> {
  const notes = new ContextNotes(parts.contexts, parts.settings)
  return {
    'agent/hook': async ({ agent: name, event: hook, input, late }) => {
      const began = parts.clock.monotonic()
      const isHeard = (): boolean => !late && parts.clock.monotonic() - began < HEARD_MS
      const agent = agentNamed(name)
      if (agent === null) throw new ScribeError('usage.badInput', 'There is no such agent. docs/agents.md names those that are known.')
      const event = hookEvent(agent, hook, input)
      if (event === null) return { recorded: false, say: '' }
      const root = await nearestWorktree(event.cwd)
      parts.board.heard(event, { repo: root, at: parts.clock.wall() })
      const session = root === null ? null : await sessionIn(parts, { root, event })
      if (session === null) return { recorded: false, say: '' }
      const recorded = await record(parts, event, session)
      return { recorded, say: await notes.of({ agent, conversation: event.conversation, hook, session, isHeard }) }
    },
  }
}

/** The session that records there; an agent that begins may begin one. */
async function sessionIn(parts: HookParts, { root, event }: { readonly root: string; readonly event: AgentEvent }): Promise<Session | null> {
  return recordingIn(parts.recorder, root) ?? (event.kind === 'started' ? await beginForAgent(parts, root) : null)
}

async function record({ sessions, agentEdits, settingsIn, clock }: HookParts, event: AgentEvent, session: Session): Promise<boolean> {
  if (event.kind === 'edit') agentEdits.note(session.repo, { path: relative(session.repo, event.path), sessionId: session.id, at: clock.wall() })
  const text = agentEntry(event, settingsIn(session.repo)['agents.privacy'], session.repo)
  if (text === null) return false
  await sessions.append({ session: session.id }, text, event.key)
  return true
}
