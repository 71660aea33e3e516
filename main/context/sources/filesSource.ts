/**
 * Files of the work: those that differ or were recorded as changed, newest first, those that more than one session touched, and the
 * repository's own pages on how work is done there.
 */
import type { SourceData, Verdict } from '../../../shared/domain/contextData.ts'
import type { Change } from '../../../shared/domain/entry.ts'
import { redactAll } from '../../base/redact.ts'
import type { RepoStatus } from '../../git/parseStatus.ts'
import { cleanLine } from '../foreignText.ts'
import { type ContextPlace, PartialFacts, type Source } from '../source.ts'
import { markOf } from './gitSource.ts'
import { Pieces } from './pieces.ts'
import { factsOf, inTurns } from './repoFiles.ts'
import { sharedStatus } from './sharedStatus.ts'
import type { SourceParts } from './sourceParts.ts'
import { ownWork } from './statusFacts.ts'

const MOST_SESSIONS = 8
const MOST_CHANGES = 300
/** Files that are looked at, and that are told. */
const MOST_LOOKED_AT = 200
const MOST_TOLD = 40
const NAME_LENGTH = 500
/** An entry comes a moment after the write it tells of. */
const SLACK_MS = 2_000

const CONVENTIONS = [
  ...['AGENTS.md', 'CLAUDE.md', 'GEMINI.md', '.github/copilot-instructions.md', '.cursorrules', 'CONTRIBUTING.md', 'docs/CONTRIBUTING.md', 'README.md'],
  ...['STYLE.md', 'docs/style.md', '.editorconfig'],
]

export function filesSource(parts: SourceParts): Source<SourceData['files']> {
  return {
    name: 'files',
    ttl: 'files',
    variant: () => '',
    mark: async (place) => {
      const { stirred, recorded } = parts.moves.of(place.root)
      return { text: `${await markOf(place)} ${stirred} ${recorded}`, proven: place.watched }
    },
    fetch: async (place, _question, signal) => {
      const pieces = new Pieces(0)
      const [status, changes, conventions] = await Promise.all([
        place.git === null ? null : pieces.take('status', () => sharedStatus(parts, place, signal)),
        recordedChanges(parts, place),
        conventionsOf(place.root),
      ])
      const recent = await recentFiles(
        place.root,
        status,
        changes.flatMap((one) => one.changes),
      )
      const facts = { recent, shared: sharedFiles(changes), conventions }
      if (pieces.failure !== null) throw new PartialFacts(facts, pieces.failure)
      return facts
    },
  }
}

interface SessionChanges {
  readonly session: string
  readonly changes: readonly Change[]
}

async function recordedChanges({ store }: SourceParts, { sessions }: ContextPlace): Promise<SessionChanges[]> {
  if (store === null) return []
  const latest = sessions.toSorted((a, b) => b.last_activity_at - a.last_activity_at).slice(0, MOST_SESSIONS)
  return await Promise.all(
    latest.map(async ({ id, backlog_id }) => ({
      session: backlog_id,
      changes: await store.run({ kind: 'recentChanges', sessionId: id, limit: MOST_CHANGES }),
    })),
  )
}

interface Known {
  readonly path: string
  readonly kind: string
  /** When it was recorded; `null` for a file that only the status knows. */
  readonly at: number | null
}

async function recentFiles(root: string, status: RepoStatus | null, changes: readonly Change[]): Promise<SourceData['files']['recent']> {
  const known = new Map<string, Known>()
  for (const { path, kind, at } of changes) if ((known.get(path)?.at ?? 0) < at) known.set(path, { path, kind, at })
  const entries = status === null ? [] : ownWork(status).slice(0, MOST_LOOKED_AT)
  const names = redactAll(entries.map(({ path }) => path))
  // What is redacted cannot be looked at by its name; it has one of its own.
  for (const [index, { path, code }] of entries.entries())
    if (names[index] === path && !known.has(path)) known.set(path, { path, kind: kindOf(code), at: null })
  const newest = [...known.values()].toSorted((a, b) => (b.at ?? Number.POSITIVE_INFINITY) - (a.at ?? Number.POSITIVE_INFINITY)).slice(0, MOST_LOOKED_AT)
  const told = await inTurns(newest, (file) => lookedAt(root, file))
  return told
    .flat()
    .toSorted((a, b) => b.changed_at - a.changed_at || (a.path < b.path ? -1 : 1))
    .slice(0, MOST_TOLD)
}

async function lookedAt(root: string, { path, kind, at }: Known): Promise<SourceData['files']['recent']> {
  const found = await factsOf(root, path)
  if (found === null && at === null) return []
  const changedAt = Math.max(found?.modifiedAt ?? 0, at ?? 0)
  const verdict: Verdict = found === null ? 'gone' : at !== null && found.modifiedAt > at + SLACK_MS ? 'changed' : 'fresh'
  return [{ path: cleanLine(path, NAME_LENGTH), changed_at: changedAt, kind, verdict }]
}

function kindOf(code: string): string {
  if (code === '??' || code.startsWith('A')) return 'added'
  return code.includes('D') ? 'deleted' : 'modified'
}

/** Paths of more than one backlog item, those of most items first. */
function sharedFiles(all: readonly SessionChanges[]): SourceData['files']['shared'] {
  const sessions = new Map<string, Set<string>>()
  for (const { session, changes } of all) for (const { path } of changes) sessions.set(path, (sessions.get(path) ?? new Set()).add(session))
  return [...sessions]
    .filter(([, ids]) => ids.size > 1)
    .map(([path, ids]) => ({ path: cleanLine(path, NAME_LENGTH), sessions: [...ids].toSorted() }))
    .toSorted((a, b) => b.sessions.length - a.sessions.length || (a.path < b.path ? -1 : 1))
    .slice(0, MOST_TOLD)
}

async function conventionsOf(root: string): Promise<string[]> {
  const there = await Promise.all(CONVENTIONS.map(async (path) => ((await factsOf(root, path))?.isFile === true ? [path] : [])))
  return there.flat()
}
