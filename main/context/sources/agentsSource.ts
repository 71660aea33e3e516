/** Coding agents that are live in the repository, of those that are live on this machine. */
import { sep } from 'node:path'
import type { SourceData } from '../../../shared/domain/contextData.ts'
import { foreignLine } from '../foreignText.ts'
import type { Source } from '../source.ts'
import type { SourceParts } from './sourceParts.ts'

const MOST_AGENTS = 20

export function agentsSource({ liveAgents }: SourceParts): Source<SourceData['agents']> {
  return {
    name: 'agents',
    ttl: 'registry',
    variant: () => '',
    mark: async () => ({ text: '', proven: false }),
    fetch: async ({ root }) => {
      const here = (await liveAgents()).filter(({ cwd }) => cwd === root || cwd.startsWith(root + sep))
      return {
        agents: here
          .slice(0, MOST_AGENTS)
          .map(({ agent, status, pid, since, source }) => ({ agent: foreignLine(agent, 60), status, pid, since, source: foreignLine(source, 60) })),
      }
    },
  }
}
