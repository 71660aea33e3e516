/** What the sources are made of: the parts of the daemon they ask. Without a daemon some are missing, and the sources say less. */
import type { LiveAgent } from '../../agents/liveAgents.ts'
import type { Flights } from '../../base/flights.ts'
import type { GitClient } from '../../git/gitClient.ts'
import type { Store } from '../../store/store.ts'
import type { KeptMemory } from '../keptMemory.ts'
import type { Moves } from '../moves.ts'

/** What the recorder saw last of a repository. */
export interface LastScan {
  readonly head: string | null
  readonly branch: string | null
  /** Redacted path to stamp; a stamp begins with Git's two letters. */
  readonly files: ReadonlyMap<string, string>
}

export interface SourceParts {
  readonly git: GitClient
  /** `null` without a daemon: only files are read. */
  readonly store: Pick<Store, 'run'> | null
  readonly moves: Moves
  readonly lastScan: (root: string) => LastScan | null
  /** Every agent that is live on this machine, as far as is known. */
  readonly liveAgents: () => Promise<readonly Pick<LiveAgent, 'agent' | 'status' | 'pid' | 'cwd' | 'since' | 'source'>[]>
  /** The setting `context.memory`. */
  readonly memory: () => string
  readonly keptMemory: KeptMemory
  /** Of `git status`: one runs for all who ask at the same time. */
  readonly statuses: Flights
}
