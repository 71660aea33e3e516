/**
 * Patterns over many sessions, each with what it rests on: files that keep coming back, decisions that were reversed, ideas nobody took
 * up, sessions that stalled. Pure; nothing is told that no entry shows.
 */
import type { CitedLine, CitedSummary } from './citedSummary.ts'
import { ALIKE, likeness, wordsOf } from './likeness.ts'
import type { CitedOf, Insights } from './rollUps.ts'
import type { Summarized } from './standup.ts'

const MOST_EACH = 10
const DAY_MS = 86_400_000
/** An idea or a session that nothing happened to for so long. */
const STALE_MS = 7 * DAY_MS
const REVERSES = /\b(?:no longer|instead of|not any ?more|revert(?:ed|s)?|undo|drop(?:ped)?|go back|rather than|replace[ds]?|abandon(?:ed)?|withdrawn?)\b/i

/** `now` is ms since 1970. */
export function insightsOf(all: readonly Summarized[], now: number): Omit<Insights, 'recurring'> {
  return { reversed: reversed(all), ideas_left: ideasLeft(all, now), stalled: stalled(all, now) }
}

/** A decision that takes an earlier one back: it says so, and speaks of the same. */
function reversed(all: readonly Summarized[]): Insights['reversed'] {
  const decisions = all.flatMap((one) => one.summary.decisions.items.map((line) => citedOf(one, line))).toSorted((a, b) => (a.line.at ?? 0) - (b.line.at ?? 0))
  const found: { before: CitedOf; after: CitedOf }[] = []
  for (const [index, after] of decisions.entries()) {
    if (!REVERSES.test(after.line.text)) continue
    const sameRepo = decisions.slice(0, index).filter((earlier) => earlier.repo_name === after.repo_name)
    const before = sameRepo.findLast((earlier) => alike(earlier.line.text, after.line.text))
    if (before !== undefined) found.push({ before, after })
  }
  return found.slice(-MOST_EACH).reverse()
}

function ideasLeft(all: readonly Summarized[], now: number): CitedOf[] {
  const ideas = all.flatMap((one) => one.summary.ideas.items.map((line) => citedOf(one, line)))
  const taken = all.flatMap(({ summary }) => takenUp(summary))
  const left = ideas.filter(({ line }) => now - (line.at ?? now) >= STALE_MS && !taken.some((text) => alike(line.text, text)))
  return left.toSorted((a, b) => (a.line.at ?? 0) - (b.line.at ?? 0)).slice(0, MOST_EACH)
}

function takenUp({ decisions, progress, commits }: CitedSummary): string[] {
  const lists = [decisions, progress.done, progress.in_progress, progress.planned]
  return [...lists.flatMap(({ items }) => items.map(({ text }) => text)), ...commits.items.map(({ subject }) => subject)]
}

/** Still live or broken off, with something open, and nothing recorded for a week. */
function stalled(all: readonly Summarized[], now: number): Insights['stalled'] {
  return all
    .filter(({ session, summary }) => session.state !== 'completed' && summary.next_steps.length > 0 && now - (summary.last_at ?? now) >= STALE_MS)
    .map(({ session, summary }) => ({
      ...{ backlog_id: session.backlog_id, repo_name: session.repo_name, session_id: session.id },
      since: summary.last_at ?? 0,
      next: summary.next_steps.slice(0, 3),
    }))
    .toSorted((a, b) => a.since - b.since)
    .slice(0, MOST_EACH)
}

/** The later line speaks of what the earlier one says. */
function alike(earlier: string, later: string): boolean {
  return likeness(wordsOf(earlier), wordsOf(later)) >= ALIKE
}

function citedOf({ session }: Summarized, line: CitedLine): CitedOf {
  return { backlog_id: session.backlog_id, repo_name: session.repo_name, session_id: session.id, line }
}
