/** All sources of a context by name: the one place where the context meets the parts of the daemon it asks. */
import type { SourceName } from '../../shared/domain/context.ts'
import type { SourceData } from '../../shared/domain/contextData.ts'
import type { Source } from './source.ts'
import { agentsSource } from './sources/agentsSource.ts'
import { backlogSource } from './sources/backlogSource.ts'
import { filesSource } from './sources/filesSource.ts'
import { gitSource } from './sources/gitSource.ts'
import { type LegacyFacts, legacySource } from './sources/legacySource.ts'
import { memorySource } from './sources/memorySource.ts'
import { registrySource } from './sources/registrySource.ts'
import { sessionsSource } from './sources/sessionsSource.ts'
import type { SourceParts } from './sources/sourceParts.ts'
import { summarySource } from './sources/summarySource.ts'
import { worklogSource } from './sources/worklogSource.ts'

export type SourceTable = { readonly [N in SourceName]: Source<SourceData[N]> } & { readonly legacy: Source<LegacyFacts> }

export function createSources(parts: SourceParts): SourceTable {
  return {
    sessions: sessionsSource(parts),
    registry: registrySource(),
    worklog: worklogSource(parts),
    summary: summarySource(),
    git: gitSource(parts),
    files: filesSource(parts),
    backlog: backlogSource(parts),
    agents: agentsSource(parts),
    memory: memorySource(parts),
    legacy: legacySource(parts),
  }
}
