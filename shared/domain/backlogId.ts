/**
 * Backlog ids: what is accepted, and how one is found. Ids become file names, so the pattern is the guard against
 * writing outside `artifacts/`. The order of the search (flag, branch, state file) is the Python program's.
 */
import { ScribeError } from './error.ts'

/** ASCII only: no separators, no leading dot or dash, at most 64 characters. */
const ACCEPTED = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** `B-12` as a word of its own: `feat/WEB-12` holds none (the Python program found one there). */
const IN_BRANCH = /(?<![A-Za-z0-9])B-\d+/

/** Names Windows and some tools reserve; a worklog called `CON.md` cannot be checked out there. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** The id unchanged, or `backlog.badId` saying what an id may look like. */
export function parseBacklogId(text: string): string {
  if (ACCEPTED.test(text) && !text.endsWith('.') && !text.includes('..') && !RESERVED.test(text)) return text
  throw new ScribeError(
    'backlog.badId',
    `${JSON.stringify(text.slice(0, 80))} cannot be a backlog ID. Use letters, digits, dots, dashes and underscores (at most 64), for example B-1009.`,
  )
}

/** The first `B-<digits>` of a branch name, or `null`. */
export function backlogIdInBranch(branch: string): string | null {
  return IN_BRANCH.exec(branch)?.[0] ?? null
}

/** Where an id can come from, in falling order of weight. An empty flag counts as not given. */
export interface BacklogIdSources {
  explicit?: string | undefined
  branch: string | null
  /** `backlog_id` of `.ai_state.json`, as read. */
  state?: unknown
}

/** The backlog id these sources name, or `null`. Throws `backlog.badId` when the one named cannot be used. */
export function detectBacklogId(sources: BacklogIdSources): string | null {
  if (sources.explicit) return parseBacklogId(sources.explicit)
  const inBranch = sources.branch === null ? null : backlogIdInBranch(sources.branch)
  if (inBranch !== null) return parseBacklogId(inBranch)
  return typeof sources.state === 'string' && sources.state !== '' ? parseBacklogId(sources.state) : null
}
