/** What agents' hooks said they wrote, for a while: the evidence by which a change is an agent's. Bounded; a word is good for one minute. */
import type { Evidence } from './attribution.ts'

const KEPT_MS = 60_000
const MOST_KEPT = 1_000

export class AgentEdits {
  #kept: (Evidence & { readonly root: string })[] = []

  /** A hook said that an agent of this session wrote `path` (relative to the repository) at `at`, ms since 1970. */
  note(root: string, said: Evidence): void {
    this.#kept = [...this.#kept.filter(({ at }) => said.at - at <= KEPT_MS), { ...said, root }].slice(-MOST_KEPT)
  }

  /** All that is known of a repository. */
  of(root: string): readonly Evidence[] {
    return this.#kept.filter((said) => said.root === root)
  }
}
