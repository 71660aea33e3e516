/**
 * What was committed lately, and what this branch has that the main line has not. Gathers through the gate; parsing is pure.
 * Numbers are Git's; text is somebody's, so it is redacted and cut.
 */
import { redact, redactAll } from '../base/redact.ts'
import type { GitClient } from './gitClient.ts'

export interface FileLines {
  /** Relative to the top level, redacted. */
  readonly path: string
  /** `null` where Git counts no lines, as in a binary file. */
  readonly added: number | null
  readonly deleted: number | null
}

export interface PastCommit {
  readonly id: string
  /** When it was committed, ms since 1970. */
  readonly at: number
  readonly subject: string
  /** Only where they were asked for. */
  readonly files: readonly FileLines[]
}

export interface History {
  readonly commits: readonly PastCommit[]
  /** There are more than were asked for, or than were read. */
  readonly more: boolean
}

export interface HistoryRequest {
  readonly limit: number
  readonly signal?: AbortSignal
}

const SUBJECT_LENGTH = 200
/** Bytes of a log that names files: some hundreds of files. */
const MOST_BYTES = 64 * 1024
/** Names that main lines have. With a class in it, a pattern fits the whole name only. */
const MAIN_LINES = ['mai[n]', 'maste[r]', 'trun[k]']
const FORM = ['-z', '--format=%H %ct %s', '--encoding=UTF-8', '--no-color', '--no-show-signature', '--no-ext-diff', '--no-textconv', '--no-renames']

/** The last commits of HEAD, newest first; `null` where Git cannot tell (no commit yet, a damaged one). Throws the gate's errors. */
export async function recentCommits(git: GitClient, root: string, { limit, signal }: HistoryRequest): Promise<History | null> {
  const args = ['log', ...FORM, '--no-patch', `--max-count=${limit + 1}`, 'HEAD', '--'] as const
  const result = await git.run({ cwd: root, args, mayCut: true, ...(signal === undefined ? {} : { signal }) })
  if (result.code !== 0) return null
  const commits = parseHistory(result.stdout)
  return { commits: commits.slice(0, limit), more: result.cut || commits.length > limit }
}

/**
 * The commits of HEAD that no main line has (a branch called main, master or trunk, and the remote's), with the files of each.
 * On a main line itself: those the remote's has not. `null` where Git cannot tell. Throws the gate's errors.
 */
export async function ownCommits(git: GitClient, root: string, request: HistoryRequest & { readonly branch: string | null }): Promise<History | null> {
  const { branch, limit, signal } = request
  const args = ['log', ...FORM, '--numstat', `--max-count=${limit + 1}`, 'HEAD', '--not', ...mainLines(branch), '--'] as const
  const result = await git.run({ cwd: root, args, mayCut: true, maxBytes: MOST_BYTES, ...(signal === undefined ? {} : { signal }) })
  if (result.code !== 0) return null
  const commits = parseHistory(result.cut ? result.stdout.slice(0, result.stdout.lastIndexOf('\0') + 1) : result.stdout)
  return { commits: commits.slice(0, limit), more: result.cut || commits.length > limit }
}

/** The revisions that stand for the main line. A branch is not compared with itself. */
export function mainLines(branch: string | null): string[] {
  const isMain = branch !== null && /^(?:main|master|trunk)$/.test(branch)
  return [...(isMain ? [] : MAIN_LINES.map((name) => `--branches=${name}`)), ...[...MAIN_LINES, 'HEA[D]'].map((name) => `--remotes=origin/${name}`)]
}

/** Fields ended by NUL: `ID TIME SUBJECT` begins a commit, `ADDED tab DELETED tab PATH` is a file of it. What is neither is passed over. */
export function parseHistory(output: string): PastCommit[] {
  const commits: (PastCommit & { files: FileLines[] })[] = []
  for (const field of output.split('\0')) {
    const [, id, seconds, subject] = /^([0-9a-f]{40}|[0-9a-f]{64}) (\d{1,12}) (.*)$/s.exec(field) ?? []
    if (id !== undefined && subject !== undefined) commits.push({ id, at: Number(seconds) * 1000, subject: shortened(subject), files: [] })
    else commits.at(-1)?.files.push(...parseLines(field))
  }
  return commits
}

/** One record of `--numstat -z`, or none. The path is not redacted when it may still be asked for (`lineCounts`). */
export function parseLines(field: string, name: (path: string) => string = redact): FileLines[] {
  const [, added, deleted, path] = /^\n?(\d+|-)\t(\d+|-)\t(.+)$/s.exec(field) ?? []
  return path === undefined ? [] : [{ path: name(path), added: count(added), deleted: count(deleted) }]
}

function count(text: string | undefined): number | null {
  return text === undefined || text === '-' ? null : Number(text)
}

/** Redacted before it is cut: half a secret is known by nothing. */
function shortened(subject: string): string {
  return redact(subject.slice(0, 20 * SUBJECT_LENGTH)).slice(0, SUBJECT_LENGTH)
}

export interface Reminder {
  readonly path: string
  readonly text: string
}

/** Lines with TODO, FIXME or XXX that the commits of `ownCommits` added; at most what the first 64 kB of the patches hold. */
export async function addedReminders(
  git: GitClient,
  root: string,
  request: { readonly branch: string | null; readonly signal?: AbortSignal },
): Promise<Reminder[]> {
  const { branch, signal } = request
  const form = ['--format=', '--encoding=UTF-8', '--no-color', '--no-show-signature', '--no-ext-diff', '--no-textconv', '--no-renames', '-p', '-U0']
  const args = ['log', ...form, '--max-count=20', '-GTODO|FIXME|XXX', 'HEAD', '--not', ...mainLines(branch), '--'] as const
  const result = await git.run({ cwd: root, args, mayCut: true, maxBytes: MOST_BYTES, ...(signal === undefined ? {} : { signal }) })
  return result.code === 0 ? parseReminders(result.stdout) : []
}

/** The added lines that remind of something, of patches without context. Newest first, each once. */
export function parseReminders(patches: string): Reminder[] {
  const found = new Map<string, Reminder>()
  let path = ''
  for (const line of patches.split('\n')) {
    if (line.startsWith('+++ ')) path = line.replace(/^\+\+\+ (?:b\/)?/, '')
    else if (/^\+(?!\+\+ ).*\b(?:TODO|FIXME|XXX)\b/.test(line)) found.set(`${path}\0${line}`, { path, text: line.slice(1).trim() })
  }
  const reminders = [...found.values()].slice(0, 20)
  const names = redactAll(reminders.map((reminder) => reminder.path))
  return reminders.map((reminder, index) => ({ path: names[index] ?? '', text: shortened(reminder.text) }))
}
