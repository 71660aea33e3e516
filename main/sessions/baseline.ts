/**
 * What a repository looked like at a scan, and what two scans tell. Pure. Only the difference of two scans becomes a
 * change of a session: files that were different before it began never do, a file edited again does.
 */
import type { Change } from '../../shared/domain/entry.ts'
import type { GitOperation } from '../../shared/domain/session.ts'
import type { RepoStatus } from '../git/parseStatus.ts'
import type { SnapshotDelta } from '../store/storeProtocol.ts'

export interface RepoSnapshot {
  readonly head: string | null
  readonly branch: string | null
  /** Files that differ from HEAD: path to stamp (status letters, size, time, inode). */
  readonly files: ReadonlyMap<string, string>
  // What follows is of the last scan only, and not known of one before a restart.
  /** Git's object id in the index of those files that have one. */
  readonly objects?: ReadonlyMap<string, string>
  readonly upstream?: RepoStatus['upstream']
  /** The commit pushed last to the upstream; `null` if its last update was no push. */
  readonly pushed?: string | null | undefined
  readonly operation?: GitOperation | null
  /** More files differ than were looked at. */
  readonly more?: boolean
}

/** The stamp of a file: two equal stamps mean nothing was written in between. */
export function fileStamp(code: string, found: { size: number; mtimeMs: number; ino: number } | null): string {
  return found === null ? `${code} gone` : `${code} ${found.size} ${found.mtimeMs} ${found.ino}`
}

/** Files kept from scans that did not see all. */
const MOST_KEPT = 200_000

/** A scan that did not see all, with what was known before of the files it did not see: not seeing one is not knowing that it is as at HEAD. */
export function withUnseen(before: RepoSnapshot | null, after: RepoSnapshot): RepoSnapshot {
  if (after.more !== true || before === null) return after
  const files = new Map(after.files)
  for (const [path, stamp] of before.files) {
    if (files.size < MOST_KEPT && !files.has(path)) files.set(path, stamp)
  }
  return { ...after, files }
}

/** What became different between two scans. A file that no longer differs was committed if HEAD moved, else put back. */
export function diffSnapshots(before: RepoSnapshot, after: RepoSnapshot, at: number): Change[] {
  const changes: Change[] = []
  for (const [path, stamp] of after.files) {
    const old = before.files.get(path)
    if (old === undefined || written(old) !== written(stamp)) changes.push({ path, at, kind: kindOf(stamp, old) })
  }
  const movedOn = before.head !== after.head
  for (const [path, stamp] of before.files) {
    if (!after.files.has(path)) changes.push({ path, at, kind: vanishedKind(stamp, movedOn) })
  }
  return changes.filter((change) => change.kind !== 'committed')
}

/** The step from one scan to the next, as the store keeps it. */
export function snapshotDelta(repo: string, before: RepoSnapshot | null, after: RepoSnapshot): SnapshotDelta {
  const upserts = [...after.files].filter(([path, stamp]) => before?.files.get(path) !== stamp)
  const removals = before === null ? [] : [...before.files.keys()].filter((path) => !after.files.has(path))
  return { repo, replace: before === null, upserts, removals }
}

/** The stamp without Git's letters: putting a file into the index, or taking it out, writes nothing in it. */
function written(stamp: string): string {
  return stamp.slice(stamp.indexOf(' '))
}

function kindOf(stamp: string, old: string | undefined): Change['kind'] {
  if (stamp.endsWith(' gone')) return 'deleted'
  const code = stamp.slice(0, 2)
  return old === undefined && (code === '??' || code.startsWith('A')) ? 'added' : 'modified'
}

/** An untracked file that is gone was removed (or committed); a tracked one is as it was at HEAD again. */
function vanishedKind(stamp: string, movedOn: boolean): Change['kind'] {
  if (movedOn) return 'committed'
  return stamp.startsWith('??') ? 'deleted' : 'reverted'
}
