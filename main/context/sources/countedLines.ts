/**
 * How many lines differ in the files of a status, asked of Git only for those that are not known yet: a count holds for as long as the
 * file at HEAD, the one in the index and the one in the worktree are the same.
 */
import type { GitClient } from '../../git/gitClient.ts'
import type { FileLines } from '../../git/history.ts'
import { lineCounts } from '../../git/lineCounts.ts'
import type { RepoStatus, StatusEntry } from '../../git/parseStatus.ts'
import { factsOf, inTurns } from './repoFiles.ts'
import { MOST_FILES, ownWork } from './statusFacts.ts'

/** Lines of larger files are not counted. */
const MOST_COUNTED_BYTES = 1024 * 1024
const MOST_ROOTS = 64

type Counts = ReadonlyMap<string, FileLines>

export class CountedLines {
  readonly #git: GitClient
  /** By repository, then by path: the state of the file, and its count. */
  readonly #known = new Map<string, ReadonlyMap<string, { readonly state: string; readonly lines: FileLines }>>()

  constructor(git: GitClient) {
    this.#git = git
  }

  /** By path as Git names it; files that cannot be counted are missing. Throws the gate's errors. */
  async of(root: string, status: RepoStatus, signal: AbortSignal): Promise<Counts> {
    const before = this.#known.get(root)
    const files = await countable(root, status)
    const unknown = files.filter(({ path, state }) => before?.get(path)?.state !== state)
    const asked = unknown.length === 0 ? new Map<string, FileLines>() : await lineCounts(this.#git, root, { paths: unknown.map(({ path }) => path), signal })
    const counted = files.flatMap(({ path, state }) => {
      const lines = asked.get(path) ?? (before?.get(path)?.state === state ? before.get(path)?.lines : undefined)
      return lines === undefined ? [] : [[path, { state, lines }] as const]
    })
    this.#keep(root, new Map(counted))
    return new Map(counted.map(([path, { lines }]) => [path, lines]))
  }

  #keep(root: string, counts: ReadonlyMap<string, { readonly state: string; readonly lines: FileLines }>): void {
    this.#known.delete(root)
    this.#known.set(root, counts)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST_ROOTS && oldest !== undefined) this.#known.delete(oldest)
  }
}

/** Tracked files whose lines are worth counting, and the state each is in. */
async function countable(root: string, status: RepoStatus): Promise<{ readonly path: string; readonly state: string }[]> {
  const tracked = ownWork(status)
    .filter(({ code }) => code !== '??')
    .slice(0, MOST_FILES)
  const found = await inTurns(tracked, ({ path }) => factsOf(root, path))
  return tracked.flatMap((entry, index) => {
    const facts = found[index] ?? null
    return (facts?.size ?? 0) > MOST_COUNTED_BYTES ? [] : [{ path: entry.path, state: stateOf(entry, facts) }]
  })
}

function stateOf({ code, base, object }: StatusEntry, facts: { readonly modifiedAt: number; readonly size: number } | null): string {
  return [code, base, object, facts?.modifiedAt, facts?.size].join(' ')
}
