/**
 * The Git facts of a context: one status and one log, line counts of the files that differ, and what a role asks for beyond. Each
 * piece can fail or be late alone; what is missing is named in `unknown`. A repository in which Git keeps giving no answer in time is
 * left alone for a while, and what the recorder saw last stands in.
 */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitData } from '../../../shared/domain/contextData.ts'
import { ScribeError } from '../../../shared/domain/error.ts'
import { redact } from '../../base/redact.ts'
import { Breaker } from '../../git/breaker.ts'
import { type GitMark, gitMark } from '../../git/gitMark.ts'
import { addedReminders, type FileLines, type History, ownCommits, type PastCommit, recentCommits } from '../../git/history.ts'
import type { RepoStatus } from '../../git/parseStatus.ts'
import { readPlainFile } from '../../git/plainFile.ts'
import { operationUnderWay } from '../../git/progress.ts'
import { listWorktrees, type Worktree } from '../../git/worktrees.ts'
import { cleanLine } from '../foreignText.ts'
import { type ContextPlace, PartialFacts, type Question, type Source } from '../source.ts'
import { CountedLines } from './countedLines.ts'
import { Pieces } from './pieces.ts'
import { sharedStatus } from './sharedStatus.ts'
import type { SourceParts } from './sourceParts.ts'
import { scannedData, statusData } from './statusFacts.ts'

const MOST_COMMITS = 20
const MOST_WORKTREES = 20
const TEXT_LENGTH = 500
const MOST_STASH_BYTES = 256 * 1024

export function gitSource(parts: SourceParts): Source<GitData> {
  const breaker = new Breaker()
  const counted = new CountedLines(parts.git)
  return {
    name: 'git',
    ttl: 'git',
    variant: ({ role }) => wideness(role),
    mark: async (place) => ({ text: `${await markOf(place)} ${parts.moves.of(place.root).stirred}`, proven: place.watched }),
    fetch: async (place, question, signal) => {
      const pieces = new Pieces(breaker.pause(place.root, performance.now()))
      const facts = await fetchFacts(parts, { place, question, signal, pieces, counted })
      if (pieces.failure === null) breaker.answered(place.root)
      else if (signal.aborted) breaker.timedOut(place.root, performance.now())
      if (pieces.failure !== null) throw new PartialFacts(facts, pieces.failure)
      return facts
    },
  }
}

/** What Git's own files say of the place; of no repository, that it is none. */
export async function markOf({ git, why }: ContextPlace): Promise<string> {
  return git === null ? (why ?? '') : (await gitMark(git)).mark
}

/** What a role needs beyond: the commits no main line has, and what they leave to be done. */
function wideness(role: string): '' | 'own' | 'own, reminders' {
  if (role === 'reviewer') return 'own, reminders'
  return role === 'implementer' ? 'own' : ''
}

interface Fetching {
  readonly place: ContextPlace
  readonly question: Question
  readonly signal: AbortSignal
  readonly pieces: Pieces
  readonly counted: CountedLines
}

interface Gathered {
  readonly mark: GitMark
  readonly log: History | null
  readonly status: RepoStatus | null
  readonly lines: ReadonlyMap<string, FileLines>
  readonly worktrees: readonly Worktree[] | null
  readonly own: History | null
  readonly reminders: GitData['reminders']
  readonly operation: GitData['operation']
  readonly shallow: boolean
  readonly stashes: number | null
}

async function fetchFacts(parts: SourceParts, fetching: Fetching): Promise<GitData> {
  const { place, question, signal, pieces } = fetching
  const { git, root } = place
  if (git === null) throw new ScribeError('repo.notGit', place.why ?? 'This is no Git repository.')
  const mark = await gitMark(git)
  const { branch } = mark
  const wide = wideness(question.role)
  // Short ones first: where Git runs one at a time they do not wait for the long one.
  const [log, own, reminders, worktrees, [status, lines], operation, shallow, stashes] = await Promise.all([
    pieces.take('commits', () => recentCommits(parts.git, root, { limit: MOST_COMMITS, signal })),
    wide === '' ? null : pieces.take('own', () => ownCommits(parts.git, root, { branch, limit: MOST_COMMITS, signal })),
    wide === 'own, reminders' ? pieces.take('reminders', () => addedReminders(parts.git, root, { branch, signal })) : [],
    pieces.take('worktrees', async () => ((await exists(join(git.commonDir, 'worktrees'))) ? await listWorktrees(parts.git, root, signal) : [])),
    statusAndLines(parts, fetching),
    operationUnderWay(git.gitDir),
    exists(join(git.commonDir, 'shallow')),
    stashesIn(git.commonDir),
  ])
  const gathered = { mark, log, status, lines, worktrees, own, reminders: reminders ?? [], operation, shallow, stashes }
  return { ...shaped(gathered, root), status: status === null ? scannedData(parts.lastScan(root)) : statusData(status, lines), unknown: pieces.missing }
}

async function statusAndLines(parts: SourceParts, { place, signal, pieces, counted }: Fetching): Promise<[RepoStatus | null, ReadonlyMap<string, FileLines>]> {
  const { root } = place
  const status = await pieces.take('status', () => sharedStatus(parts, place, signal))
  if (status === null || status.head === null) return [status, new Map()]
  const lines = await pieces.take('lines', () => counted.of(root, status, signal))
  return [status, lines ?? new Map()]
}

/** Everything but the status itself. Where Git did not tell, its files do as far as they can. */
function shaped({ mark, log, status, worktrees, own, reminders, operation, shallow, stashes }: Gathered, root: string): Omit<GitData, 'status' | 'unknown'> {
  const { branch, head } = status ?? mark
  return {
    branch: branch === null ? null : text(branch),
    detached: branch === null && head !== null,
    head,
    upstream: status?.upstream ? { ...status.upstream, name: text(status.upstream.name) } : null,
    operation,
    shallow,
    commits:
      status !== null && head === null ? [] : (log?.commits.map(({ id, at, subject }) => ({ id, at, subject: cleanLine(subject, TEXT_LENGTH) })) ?? null),
    more_commits: log?.more ?? false,
    own: own === null ? null : { commits: own.commits.map(ownCommit), more: own.more },
    reminders: reminders.map((one) => ({ path: cleanLine(one.path, TEXT_LENGTH), text: cleanLine(one.text, TEXT_LENGTH) })),
    stash: status === null ? null : (status.stash ?? stashes),
    worktrees: worktrees === null ? null : otherWorktrees(worktrees, root),
  }
}

function ownCommit(commit: PastCommit): NonNullable<GitData['own']>['commits'][number] {
  const files = commit.files.map((file) => ({ ...file, path: cleanLine(file.path, TEXT_LENGTH) }))
  return { ...commit, subject: cleanLine(commit.subject, TEXT_LENGTH), files }
}

function otherWorktrees(worktrees: readonly Worktree[], root: string): NonNullable<GitData['worktrees']> {
  const others = worktrees.filter((one) => one.root !== root && !one.bare).slice(0, MOST_WORKTREES)
  return others.map((one) => ({ root: text(one.root), branch: one.branch === null ? null : text(one.branch) }))
}

/** Git before 2.35 says nothing of stashes, and no Git says that there are none: then the stash's own log counts. */
async function stashesIn(commonDir: string): Promise<number | null> {
  const log = await readPlainFile(join(commonDir, 'logs/refs/stash'), (size) => (size > MOST_STASH_BYTES ? null : { start: 0, length: size }))
  return log === null ? 0 : log.toString('latin1').split('\n').length - 1
}

function text(foreign: string): string {
  return cleanLine(redact(foreign), TEXT_LENGTH)
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
