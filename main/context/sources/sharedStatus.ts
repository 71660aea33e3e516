/** `git status` of a place, run once for all sources that need it at the same time. */
import type { RepoStatus } from '../../git/parseStatus.ts'
import { readStatus } from '../../git/repoState.ts'
import type { ContextPlace } from '../source.ts'
import type { SourceParts } from './sourceParts.ts'

/** Throws what `readStatus` throws, or the signal's reason. */
export function sharedStatus(parts: SourceParts, { root }: ContextPlace, signal: AbortSignal): Promise<RepoStatus> {
  return parts.statuses.join({
    id: root,
    mark: String(parts.moves.of(root).stirred),
    stop: signal,
    // What was called off gives nothing, so the source hears of it at once.
    end: signal,
    fetch: (calledOff) => readStatus(parts.git, root, calledOff),
    landed: () => undefined,
  })
}
