/** The commits between two points of history, newest first. Gathers through the gate; parsing is pure. */
import { redact } from '../base/redact.ts'
import type { GitClient } from './gitClient.ts'

export interface Commit {
  readonly id: string
  /** Redacted and cut: it is somebody's text, and may be long. */
  readonly subject: string
}

export interface Range {
  /** Commit ids. */
  readonly from: string
  readonly to: string
  readonly limit: number
  readonly signal?: AbortSignal
}

const SUBJECT_LENGTH = 200

/**
 * What `to` has that `from` has not; at most `limit` commits, and whether there are more. Empty when Git cannot tell
 * (a commit that is gone or damaged). Throws the gate's errors.
 */
export async function commitsBetween(git: GitClient, root: string, range: Range): Promise<{ readonly commits: readonly Commit[]; readonly more: boolean }> {
  const { from, to, limit, signal } = range
  const form = ['-z', '--format=%H %s', '--encoding=UTF-8', '--no-color', '--no-show-signature', '--no-patch']
  const result = await git.run({
    cwd: root,
    args: ['log', ...form, `--max-count=${limit + 1}`, `${from}..${to}`, '--'],
    mayCut: true,
    ...(signal === undefined ? {} : { signal }),
  })
  const commits = result.code === 0 ? parseCommits(result.stdout) : []
  return { commits: commits.slice(0, limit), more: result.cut || commits.length > limit }
}

/** Records `ID SUBJECT`, each ended by NUL; what is not such a record is passed over. */
export function parseCommits(output: string): Commit[] {
  return output.split('\0').flatMap((record) => {
    const [, id, subject] = /^([0-9a-f]{40}|[0-9a-f]{64}) (.*)$/s.exec(record) ?? []
    // Redacted before it is cut: half a secret is known by nothing.
    return id === undefined || subject === undefined ? [] : [{ id, subject: redact(subject.slice(0, 20 * SUBJECT_LENGTH)).slice(0, SUBJECT_LENGTH) }]
  })
}
