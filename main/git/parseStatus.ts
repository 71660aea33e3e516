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
  /** Object id at HEAD, `null` where there is none. */
  readonly base: string | null
}

export interface RepoStatus {
  /** Commit id, `null` before the first commit. */
  readonly head: string | null
  /** `null` when detached. */
  readonly branch: string | null
  readonly upstream: { readonly name: string; readonly ahead: number; readonly behind: number } | null
  readonly entries: readonly StatusEntry[]
  /** Stashed states; `null` where this Git says nothing of them (before 2.35 it never does). */
  readonly stash: number | null
  /** There are more entries than were read: a path that is not among them may still differ. */
  readonly more: boolean
}

/** Fields before the path, by the kind of line: `1` changed, `2` renamed or copied, `u` unmerged. */
const FIELDS_BEFORE_PATH: ReadonlyMap<string, number> = new Map([
  ['1', 8],
  ['2', 9],
  ['u', 10],
])

/** Fields before the object id at HEAD, behind which that of the index stands. */
const FIELDS_BEFORE_BASE = 6

/**
 * The parsed output, with at most `most` entries; `more` if there are others. Lines of an unknown kind are passed over, as
 * the format asks of readers.
 */
export function parseStatus(output: string, most: number = Number.POSITIVE_INFINITY): RepoStatus {
  let head: string | null = null
  let branch: string | null = null
  let upstreamName = ''
  let upstream: RepoStatus['upstream'] = null
  const entries: StatusEntry[] = []
  let stash: number | null = null
  let isOrigin = false
  for (const line of fieldsOf(output)) {
    if (entries.length >= most) return { head, branch, upstream, entries, stash, more: true }
    if (isOrigin) isOrigin = false
    else if (line.startsWith('# branch.oid ')) head = line.endsWith('(initial)') ? null : line.slice(13)
    else if (line.startsWith('# branch.head ')) branch = line.endsWith(' (detached)') ? null : line.slice(14)
    else if (line.startsWith('# branch.upstream ')) upstreamName = line.slice(18)
    else if (line.startsWith('# branch.ab ')) upstream = parseAheadBehind(line, upstreamName)
    else if (/^# stash \d{1,9}$/.test(line)) stash = Number(line.slice(8))
    else if (line.startsWith('? ') && line.length > 2) entries.push({ path: line.slice(2), code: '??', object: null, base: null })
    else {
      const entry = parseTracked(line)
      if (entry !== null) entries.push(entry)
      // A rename is followed by the path it came from, as a field of its own.
      isOrigin = line.startsWith('2 ')
    }
  }
  return { head, branch, upstream, entries, stash, more: false }
}

/** The fields one by one: most of a very long output is never looked at. */
function* fieldsOf(output: string): Generator<string> {
  for (let start = 0; start < output.length; ) {
    const found = output.indexOf('\0', start)
    const end = found === -1 ? output.length : found
    yield output.slice(start, end)
    start = end + 1
  }
}

/** Read in place: a status may hold a hundred thousand of these. */
function parseTracked(line: string): StatusEntry | null {
  const kind = line.slice(0, line.indexOf(' '))
  const fields = FIELDS_BEFORE_PATH.get(kind)
  const start = fields === undefined ? 0 : afterFields(line, fields)
  if (start === 0 || start === line.length) return null
  // Unmerged lines hold the ids of three stages there, none of which is the file's.
  const ids = kind === 'u' ? [] : line.slice(afterFields(line, FIELDS_BEFORE_BASE)).split(' ', 2)
  const [base = null, object = null] = ids.map((id) => (/^0*$/.test(id) ? null : id))
  return { code: line.slice(2, line.indexOf(' ', 2)), path: line.slice(start), object, base }
}

/** Where the text behind so many fields begins, 0 if there are not as many. */
function afterFields(line: string, count: number): number {
  let position = 0
  for (let n = 0; n < count; n++) {
    const space = line.indexOf(' ', position)
    if (space === -1) return 0
    position = space + 1
  }
  return position
}

function parseAheadBehind(line: string, name: string): RepoStatus['upstream'] {
  const match = /^# branch\.ab \+(\d+) -(\d+)$/.exec(line)
  return match === null ? null : { name, ahead: Number(match[1]), behind: Number(match[2]) }
}
