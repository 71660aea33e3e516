/** What is known of live agents, joined to the sessions that record where they work. A part of the composition root. */
import { AgentBoard } from './agents/agentBoard.ts'
import { AgentWatch } from './agents/agentWatch.ts'
import type { Written } from './agents/followedTranscripts.ts'
import { liveAgents } from './agents/liveAgents.ts'
import type { SourceParts } from './context/sources/sourceParts.ts'
import { nearestWorktree } from './git/nearestWorktree.ts'
import type { RecordingParts } from './recordingParts.ts'
import { beginForAgent, recordingIn } from './sessions/agentSession.ts'

export interface AgentParts {
  readonly board: AgentBoard
  /** Those that are live, for an answer. Rejects with `context.failed` where that cannot be seen. */
  readonly live: SourceParts['liveAgents']
  close(): Promise<void>
}

/** Looks from now on, while something records or agents may begin sessions. */
export function agentParts(parts: RecordingParts): AgentParts {
  const { hub, clock, log, recorder, settings, settingsIn, moves, agentEdits } = parts
  const board = new AgentBoard((news) => void hub.publish(news))
  const written = ({ root, paths, at }: Written): void => {
    const session = recordingIn(recorder, root)
    if (session !== null) for (const path of paths) agentEdits.note(root, { path, sessionId: session.id, at })
  }
  const watch = new AgentWatch({
    board,
    look: (now) => liveAgents(process.env, now),
    rootOf: nearestWorktree,
    isWanted: () => settings()['recording.autoStart'] !== 'off' || recorder.all().some(({ state }) => state === 'recording'),
    mayRead: (root) => settingsIn(root)['agents.privacy'] !== 'off',
    onWritten: written,
    onNew: async (root) => void (await beginForAgent(parts, root)),
    environment: process.env,
    clock,
    log,
  })
  watch.start()
  const unfollow = moves.onMove(() => watch.moved())
  const close = async (): Promise<void> => {
    unfollow()
    await watch.close()
  }
  const live = async () => {
    await watch.freshen()
    return board.all().flatMap(({ repo, state, ...agent }) => (repo === null ? [] : [{ ...agent, status: state, cwd: repo }]))
  }
  return { board, live, close }
}
