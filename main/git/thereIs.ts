/** What of these commits and file names a repository really has. Through the gate; what Git cannot tell is taken for not there. */
import type { GitClient } from './gitClient.ts'

const MOST_COMMITS = 400
const MOST_NAMES = 200
/** A name goes into a pattern of Git's: letters that mean something there are left out. */
const PLAIN_NAME = /^[\w.@+-][\w.@+ -]*$/

/** Those of `ids` (abbreviated or whole) that name a commit. */
export async function commitsThere(git: GitClient, root: string, ids: readonly string[]): Promise<string[]> {
  const asked = ids.filter((id) => /^[0-9a-f]{7,64}$/.test(id)).slice(0, MOST_COMMITS)
  if (asked.length === 0) return []
  const result = await git.run({
    cwd: root,
    args: ['log', '--no-walk=unsorted', '--ignore-missing', '--format=%H', '--no-show-signature', ...asked, '--'],
    mayCut: true,
  })
  const found = result.stdout.split('\n').filter((line) => line !== '')
  return asked.filter((id) => found.some((whole) => whole.startsWith(id)))
}

/** Those of `names` (without a folder) that a tracked file anywhere has. */
export async function namesThere(git: GitClient, root: string, names: readonly string[]): Promise<string[]> {
  const asked = names.filter((name) => PLAIN_NAME.test(name)).slice(0, MOST_NAMES)
  if (asked.length === 0) return []
  const patterns = asked.flatMap((name) => [`:(glob)**/${name}`])
  const result = await git.run({ cwd: root, args: ['ls-files', '-z', '--', ...patterns], mayCut: true })
  const found = new Set(result.stdout.split('\0').map((path) => path.slice(path.lastIndexOf('/') + 1)))
  return asked.filter((name) => found.has(name))
}
