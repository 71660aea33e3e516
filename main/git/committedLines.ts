/** Lines that commits changed, file by file. Gathers through the gate; adding up is pure. */
import type { GitClient } from './gitClient.ts'
import { type PastCommit, parseHistory } from './history.ts'

export interface CommittedRequest {
  /** Commit from which the history is looked through. */
  readonly head: string
  /** Commits before this time (ms since 1970) are not looked at. */
  readonly since: number
  /** Beginnings of the ids that count. */
  readonly ids: ReadonlySet<string>
}

export interface LineSum {
  readonly added: number | null
  readonly deleted: number | null
}

const MOST_COMMITS = 500
const MOST_BYTES = 1024 * 1024
const FORM = ['-z', '--format=%H %ct %s', '--encoding=UTF-8', '--no-color', '--no-show-signature', '--no-ext-diff', '--no-textconv', '--no-renames']

/** By path as it is kept in the record; empty where Git cannot tell. Throws the gate's errors. */
export async function committedLines(git: GitClient, root: string, { head, since, ids }: CommittedRequest): Promise<ReadonlyMap<string, LineSum>> {
  if (ids.size === 0) return new Map()
  const bound = `--since=${Math.floor(since / 1000)}`
  const args = ['log', ...FORM, '--numstat', '--no-merges', `--max-count=${MOST_COMMITS}`, bound, head, '--'] as const
  const result = await git.run({ cwd: root, args, mayCut: true, maxBytes: MOST_BYTES })
  if (result.code !== 0) return new Map()
  const whole = result.cut ? result.stdout.slice(0, result.stdout.lastIndexOf('\0') + 1) : result.stdout
  return addedUp(parseHistory(whole).filter(({ id }) => [...ids].some((begin) => id.startsWith(begin))))
}

/** What `b` adds to `a`; nothing known and something known is what is known. */
export function linesAdded(a: LineSum | undefined, b: LineSum): LineSum {
  const sum = (x: number | null | undefined, y: number | null): number | null => (x === undefined || x === null ? y : x + (y ?? 0))
  return { added: sum(a?.added, b.added), deleted: sum(a?.deleted, b.deleted) }
}

function addedUp(commits: readonly PastCommit[]): Map<string, LineSum> {
  const sums = new Map<string, LineSum>()
  for (const { path, added, deleted } of commits.flatMap(({ files }) => files)) sums.set(path, linesAdded(sums.get(path), { added, deleted }))
  return sums
}
