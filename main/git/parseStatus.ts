/**
 * Reads `git status --porcelain=v2 --branch -z` (git-scm.com/docs/git-status, "Porcelain Format Version 2"). Pure.
 * Fields end with NUL and paths are never quoted, so a name may hold every byte but NUL.
 */

export interface StatusEntry {
  /** Relative to the top level of the worktree. */
  readonly path: string
  /** The two status letters, `??` for untracked. */
  readonly code: string
  /** Object id in the index, `null` where there is none (untracked, unmerged, removed from it). */
  readonly object: string | null
}

export interface RepoStatus {
  /** Commit id, `null` before the first commit. */
  readonly head: string | null
  /** `null` when detached. */
  readonly branch: string | null
  readonly upstream: { readonly name: string; readonly ahead: number; readonly behind: number } | null
  readonly entries: readonly StatusEntry[]
}

/** Fields before the path, by the kind of line: `1` changed, `2` renamed or copied, `u` unmerged. */
const FIELDS_BEFORE_PATH: ReadonlyMap<string, number> = new Map([
  ['1', 8],
  ['2', 9],
  ['u', 10],
])

/** Place of the index's object id behind the two letters. */
const HASH_IN_INDEX = 5

/** The parsed output; lines of an unknown kind are passed over, as the format asks of readers. */
export function parseStatus(output: string): RepoStatus {
  let head: string | null = null
  let branch: string | null = null
  let upstreamName = ''
  let upstream: RepoStatus['upstream'] = null
  const entries: StatusEntry[] = []
  const lines = output.split('\0')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.startsWith('# branch.oid ')) head = line.endsWith('(initial)') ? null : line.slice(13)
    else if (line.startsWith('# branch.head ')) branch = line.endsWith(' (detached)') ? null : line.slice(14)
    else if (line.startsWith('# branch.upstream ')) upstreamName = line.slice(18)
    else if (line.startsWith('# branch.ab ')) upstream = parseAheadBehind(line, upstreamName)
    else if (line.startsWith('? ') && line.length > 2) entries.push({ path: line.slice(2), code: '??', object: null })
    else {
      const entry = parseTracked(line)
      if (entry !== null) entries.push(entry)
      // A rename is followed by the path it came from, as a field of its own.
      if (line.startsWith('2 ')) index++
    }
  }
  return { head, branch, upstream, entries }
}

function parseTracked(line: string): StatusEntry | null {
  const fields = FIELDS_BEFORE_PATH.get(line.slice(0, line.indexOf(' ')))
  if (fields === undefined) return null
  const [, code = '', ...rest] = line.split(' ')
  const path = rest.slice(fields - 2).join(' ')
  // Unmerged lines hold the ids of three stages in these places, none of which is the file's.
  const object = line.startsWith('u') ? '' : (rest[HASH_IN_INDEX] ?? '')
  return path === '' ? null : { code, path, object: /^0*$/.test(object) ? null : object }
}

function parseAheadBehind(line: string, name: string): RepoStatus['upstream'] {
  const match = /^# branch\.ab \+(\d+) -(\d+)$/.exec(line)
  return match === null ? null : { name, ahead: Number(match[1]), behind: Number(match[2]) }
}
