/**
 * How much differs, file by file: lines of files that are known to differ from HEAD, and the names that differ from HEAD's
 * parent. Gathers through the gate. Asked for named files only, so that Git looks at those and not at the whole tree.
 */
import type { GitClient } from './gitClient.ts'
import { type FileLines, parseLines } from './history.ts'

/** What may stand on one command line, in all; a Mac takes 1 MB with the environment. */
const MOST_ARGUMENT_LENGTH = 64 * 1024
const MOST_NAMES_BYTES = 256 * 1024
const FORM = ['-z', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=all']

export interface CountRequest {
  /** As Git names them. */
  readonly paths: readonly string[]
  readonly signal?: AbortSignal
}

/** Lines added and deleted since HEAD, by path as Git names it; files without an answer are missing. Throws the gate's errors. */
export async function lineCounts(git: GitClient, root: string, { paths, signal }: CountRequest): Promise<ReadonlyMap<string, FileLines>> {
  const asked = fitting(paths.map((path) => `:(top,literal)${path}`))
  if (asked.length === 0) return new Map()
  const result = await git.run({ cwd: root, args: ['diff', ...FORM, '--numstat', 'HEAD', '--', ...asked], ...(signal === undefined ? {} : { signal }) })
  if (result.code !== 0) return new Map()
  return new Map(result.stdout.split('\0').flatMap((field) => parseLines(field, (path) => path).map((lines) => [lines.path, lines] as const)))
}

/** The tracked files that differ from HEAD's first parent, committed or not; none with fewer than two commits. Throws the gate's errors. */
export async function namesSinceParent(git: GitClient, root: string, signal?: AbortSignal): Promise<readonly string[]> {
  const args = ['diff', ...FORM, '--name-only', 'HEAD~1', '--'] as const
  const result = await git.run({ cwd: root, args, mayCut: true, maxBytes: MOST_NAMES_BYTES, ...(signal === undefined ? {} : { signal }) })
  if (result.code !== 0) return []
  return result.stdout.split('\0').slice(0, -1)
}

function fitting(texts: readonly string[]): string[] {
  let left = MOST_ARGUMENT_LENGTH
  return texts.filter((text) => {
    left -= Buffer.byteLength(text) + 1
    return left >= 0
  })
}
