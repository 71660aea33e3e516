/**
 * Keeps what Scribe writes in a repository out of the person's commits, when they ask for it: two lines in the
 * repository's own `info/exclude`, which is never committed. Owns no other line of that file.
 */
import { lstat, mkdir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { writeFileAtomic } from '../base/atomicFile.ts'
import { readOrdinary } from '../base/insideRepo.ts'
import type { GitClient } from './gitClient.ts'
import type { RepoLocation } from './repoState.ts'

/** From the top of the repository only: a folder `src/artifacts` is the person's. */
const LINES = ['/artifacts/', '/.ai_state.json'] as const
/** A path under each line, as Git is asked about it. */
const WRITTEN: Record<(typeof LINES)[number], string> = { '/artifacts/': 'artifacts/session_registry.json', '/.ai_state.json': '.ai_state.json' }
const WHY = '# What Scribe writes; it is not for commits.'
const MAX_BYTES = 1024 * 1024

/**
 * The lines that are missing: none where Git ignores all that Scribe writes, or tracks some of it (then somebody wants it there).
 * Throws `git.failed` where Git cannot tell.
 */
export async function missingExcludes(git: GitClient, root: string): Promise<string[]> {
  const paths = Object.values(WRITTEN)
  const [ignored, tracked] = await Promise.all([
    git.run({ cwd: root, args: ['check-ignore', '--', ...paths] }),
    git.run({ cwd: root, args: ['ls-files', '-z', '--', 'artifacts', '.ai_state.json'] }),
  ])
  // 0: some are ignored, 1: none is.
  if (![0, 1].includes(ignored.code) || tracked.code !== 0) {
    throw new ScribeError('git.failed', `Git cannot tell what it ignores in ${root}: ${(ignored.stderr || tracked.stderr).trim().slice(0, 300)}`)
  }
  if (tracked.stdout !== '') return []
  const covered = new Set(ignored.stdout.split('\n'))
  return LINES.filter((line) => !covered.has(WRITTEN[line]))
}

/**
 * Adds the missing lines; false when there is nothing to add. Throws `git.failed` where Git cannot tell,
 * `repo.refused` when the repository names another one's file as its own, `worklog.unsafePath` when the file or its
 * folder is a link or no file, `store.failed` when it cannot be written.
 */
export async function excludeArtifacts(git: GitClient, location: RepoLocation): Promise<boolean> {
  const missing = await missingExcludes(git, location.root)
  if (missing.length === 0) return false
  requireOwn(location)
  const folder = join(location.commonDir, 'info')
  const path = join(folder, 'exclude')
  try {
    await mkdir(folder).catch(() => undefined)
    if (!(await lstat(folder)).isDirectory()) throw new ScribeError('worklog.unsafePath', `${folder} is not a folder. It was left as it is.`)
    const before = (await readOrdinary(path, MAX_BYTES))?.toString('latin1') ?? ''
    const end = before === '' || before.endsWith('\n') ? '' : '\n'
    const mode = await stat(path).then(
      (found) => found.mode & 0o777,
      () => 0o644,
    )
    await writeFileAtomic(path, Buffer.from(`${before}${end}${WHY}\n${missing.join('\n')}\n`, 'latin1'), { mode })
    return true
  } catch (error) {
    if (error instanceof ScribeError) throw error
    throw new ScribeError('store.failed', `${path} could not be written: ${messageOf(error)}.`, { cause: error })
  }
}

/** A Git directory can name any other as the one it shares; only a linked worktree really shares one. */
function requireOwn({ root, gitDir, commonDir }: RepoLocation): void {
  if (gitDir === commonDir || gitDir.startsWith(join(commonDir, 'worktrees') + sep)) return
  throw new ScribeError('repo.refused', `${root} names ${commonDir} as its own, which belongs to another repository. Nothing was written there.`)
}
