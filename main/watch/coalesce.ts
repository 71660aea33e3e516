/** Folds file events into one hint about a repository. Pure. Paths are kept up to a cap; the count is always right up to it and a lower bound beyond. */
import { PATHS_CAP } from './hostMessages.ts'

/** What is known to have moved since the last hint. Only a scan says what it was. */
export interface Hint {
  readonly paths: ReadonlySet<string>
  readonly count: number
  readonly git: boolean
  /** Wall clock of the first event, ms. */
  readonly at: number
}

/** Nothing is known of which: the whole is to be looked at. `at` is ms since 1970. */
export function anything(at: number): Hint {
  return { paths: new Set(), count: 0, git: true, at }
}

/** Both hints as one: it began when the first of them did. */
export function mergeHints(first: Hint, second: Hint): Hint {
  const paths = new Set(first.paths)
  let beyond = 0
  for (const path of second.paths) {
    if (paths.has(path)) continue
    if (paths.size < PATHS_CAP) paths.add(path)
    else beyond++
  }
  const unnamed = first.count - first.paths.size + (second.count - second.paths.size)
  return { paths, count: paths.size + beyond + unnamed, git: first.git || second.git, at: Math.min(first.at, second.at) }
}
