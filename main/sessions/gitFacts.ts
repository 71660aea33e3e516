/** What two scans tell of Git itself: commits made, a push seen, a merge or rebase begun or ended. Pure; words for the worklog. */
import type { EntryKind } from '../../shared/domain/entry.ts'
import { pathText } from '../worklog/renderEntry.ts'
import type { RepoSnapshot } from './baseline.ts'

export interface Fact {
  readonly kind: Extract<EntryKind, 'commit' | 'push' | 'operation'>
  readonly lines: readonly string[]
}

/** Commits that HEAD has gained, newest first, and whether there are more than are named. */
export interface Gained {
  readonly commits: readonly { readonly id: string; readonly subject: string }[]
  readonly more: boolean
}

/** Length of an abbreviated commit id: enough to be found again, short enough to be read. */
const SHORT_ID = 9

/** The facts, in the order in which they are told. */
export function gitFacts(before: RepoSnapshot, after: RepoSnapshot, gained: Gained): Fact[] {
  return [...operationFact(before, after), ...commitFact(gained), ...pushFact(before, after)]
}

/** HEAD was pushed between the scans: the reflog says so, or, where there is none, nothing is ahead any more. */
export function isPushed(before: RepoSnapshot, after: RepoSnapshot): boolean {
  if (after.upstream?.ahead !== 0 || before.branch !== after.branch || before.upstream === undefined) return false
  if (after.pushed === undefined) return before.upstream === null || before.upstream.ahead > 0
  return after.pushed === after.head && (after.pushed !== before.pushed || isTorn(before))
}

/** A scan amid a push: the reflog, which Git writes first and a scan reads last, tells of one that the remote's branch had not seen yet. */
function isTorn({ head, upstream, pushed }: RepoSnapshot): boolean {
  if (!upstream || !pushed) return false
  return pushed === head ? upstream.ahead > 0 : upstream.ahead === 0 && upstream.behind === 0
}

function commitFact({ commits, more }: Gained): Fact[] {
  if (commits.length === 0) return []
  const lines = [...commits].reverse().map(({ id, subject }) => `- Commit ${id.slice(0, SHORT_ID)}: ${pathText(subject)}`)
  return [{ kind: 'commit', lines: more ? [...lines, '  - (more commits)'] : lines }]
}

function pushFact(before: RepoSnapshot, after: RepoSnapshot): Fact[] {
  return isPushed(before, after) ? [{ kind: 'push', lines: [`- Pushed to ${pathText(after.upstream?.name ?? '')}`] }] : []
}

function operationFact(before: RepoSnapshot, after: RepoSnapshot): Fact[] {
  if (before.operation === undefined || before.operation === after.operation) return []
  const ended = before.operation === null ? [] : [`- Git: ${before.operation} ended`]
  const begun = after.operation === null || after.operation === undefined ? [] : [`- Git: ${after.operation} in progress`]
  return [{ kind: 'operation', lines: [...ended, ...begun] }]
}
