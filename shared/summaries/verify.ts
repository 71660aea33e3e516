/**
 * Leaves out of a summary whatever names a commit or a path that does not exist, and says so. Pure: what exists is found out
 * by somebody else, who first asks what has to be looked for. Invariant: of what was looked for, only what was found stays.
 */
import type { CitedLine, CitedList, CitedSummary, Evidence, LeftOut } from './citedSummary.ts'
import { evidenceText } from './evidenceText.ts'
import { mentionsOf } from './mentions.ts'
import { nextSteps } from './openItems.ts'

export interface Existing {
  /** Ids, as long as they were asked for. */
  readonly commits: ReadonlySet<string>
  readonly paths: ReadonlySet<string>
}

/** Left-out lines that are listed; the rest is counted. */
const MOST_LISTED = 20

const NOTHING = { commits: [], paths: [] } as const

/** Every commit and path the summary rests on or names. */
export function toLookFor(summary: CitedSummary): { readonly commits: readonly string[]; readonly paths: readonly string[] } {
  const commits = new Set(summary.commits.items.map(({ id }) => id))
  const paths = new Set(summary.files.items.map(({ path }) => path))
  for (const { text, evidence } of linesOf(summary)) {
    if (evidence.kind === 'commit') commits.add(evidence.id)
    const named = evidence.kind === 'commit' ? NOTHING : mentionsOf(text)
    for (const id of named.commits) commits.add(id)
    for (const path of named.paths) paths.add(path)
  }
  for (const { command } of summary.commands.items) for (const id of mentionsOf(command).commits) commits.add(id)
  return { commits: [...commits], paths: [...paths] }
}

/** The summary with nothing in it that names what is not in `existing`. */
export function verified(summary: CitedSummary, existing: Existing): CitedSummary {
  const left: LeftOut[] = []
  const stands = (evidence: Evidence, text: string): boolean => {
    const missing = missingIn(text, evidence, existing)
    if (missing !== null) left.push({ ...missing, evidence })
    return missing === null
  }
  const list = ({ items, more }: CitedList): CitedList => ({ items: items.filter(({ text, evidence }) => stands(evidence, text)), more })
  const { progress, commits, files, commands, suggested } = summary
  const done = list(progress.done)
  const keptCommits = commits.items.filter(({ subject, evidence }) => stands(evidence, subject))
  // What was left out settles nothing.
  const gone = new Set(left.map(({ evidence }) => evidenceKey(evidence)))
  const open = (found: CitedList): CitedList => {
    const { items, more } = list(found)
    return { items: items.map((line) => (line.settled !== undefined && gone.has(evidenceKey(line.settled)) ? unsettled(line) : line)), more }
  }
  const blockers = open(summary.blockers)
  const checked = { done, in_progress: open(progress.in_progress), planned: open(progress.planned) }
  const isLeft = ({ text, evidence }: CitedLine): boolean => missingIn(text, evidence, existing) === null
  return {
    ...summary,
    ideas: list(summary.ideas),
    decisions: list(summary.decisions),
    blockers,
    progress: checked,
    next_steps: nextSteps(blockers, checked),
    commits: { ...commits, items: keptCommits },
    files: { ...files, items: files.items.filter(({ path, evidence }) => existing.paths.has(path) || !left.push({ missing: path, what: 'path', evidence })) },
    commands: { ...commands, items: commands.items.filter(({ command, evidence }) => commandStands(command, { existing, left, evidence })) },
    custom: summary.custom.map(({ name, found }) => ({ name, found: list(found) })),
    suggested: { type: rested(suggested.type, isLeft), priority: rested(suggested.priority, isLeft) },
    left_out: { items: left.slice(0, MOST_LISTED), more: Math.max(0, left.length - MOST_LISTED) },
  }
}

function evidenceKey(evidence: Evidence): string {
  return evidence.kind === 'entry' ? `${evidence.session_id} ${evidence.seq}` : evidenceText(evidence)
}

function unsettled({ settled: _settled, ...line }: CitedLine): CitedLine {
  return line
}

interface Looking {
  readonly existing: Existing
  readonly left: LeftOut[]
  readonly evidence: Evidence
}

/** A command is what was typed: a path in it may be one that it makes. */
function commandStands(command: string, looking: Looking): boolean {
  const missing = mentionsOf(command).commits.find((id) => !looking.existing.commits.has(id))
  if (missing !== undefined) looking.left.push({ missing, what: 'commit', evidence: looking.evidence })
  return missing === undefined
}

/** Of a commit only itself has to exist: its subject may name the file it took away. */
function missingIn(text: string, evidence: Evidence, { commits, paths }: Existing): Pick<LeftOut, 'missing' | 'what'> | null {
  if (evidence.kind === 'commit') return commits.has(evidence.id) ? null : { missing: evidence.id, what: 'commit' }
  const named = mentionsOf(text)
  const commit = named.commits.find((id) => !commits.has(id))
  if (commit !== undefined) return { missing: commit, what: 'commit' }
  const path = named.paths.find((one) => !paths.has(one))
  return path === undefined ? null : { missing: path, what: 'path' }
}

/** A suggestion stands on what is left of its lines, or not at all. */
function rested<V>(suggestion: { value: V; because: CitedLine[] } | null, isLeft: (line: CitedLine) => boolean): { value: V; because: CitedLine[] } | null {
  const because = suggestion?.because.filter(isLeft) ?? []
  return suggestion === null || because.length === 0 ? null : { value: suggestion.value, because }
}

function linesOf(summary: CitedSummary): CitedLine[] {
  const { ideas, decisions, blockers, progress, custom, suggested } = summary
  const lists = [ideas, decisions, blockers, progress.done, progress.in_progress, progress.planned, ...custom.map(({ found }) => found)]
  return [...lists.flatMap(({ items }) => items), ...(suggested.type?.because ?? []), ...(suggested.priority?.because ?? [])]
}
