/**
 * What must agree at every step of a day: the daemon's state, the popover, the command, the worklog, the registry, Git, and what was really
 * done (the ledger). Reads only. Each difference is a sentence, so that a test can show all of them; no sentence means they agree.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { TestRepo } from '../scaffold.ts'
import { statusPaths } from '../statusPaths.ts'

/** A commit of a real history, as edits. */
const commitSchema = z.object({ message: z.string(), files: z.array(z.object({ path: z.string(), content: z.nullable(z.string()) })) })
export type RecordedCommit = z.infer<typeof commitSchema>

/** The first commits of this project's own history of one folder. */
export function recordedHistory(): RecordedCommit[] {
  const lines = readFileSync(new URL('history.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map((line) => commitSchema.parse(JSON.parse(line)))
}

/** Which paths were really changed while a session recorded, by its backlog id. */
export type Ledger = ReadonlyMap<string, ReadonlySet<string>>

export interface Witnesses {
  readonly client: ScribeClient
  readonly home: string
  readonly repos: readonly TestRepo[]
  /** What the popover shows: the names of its rows. */
  readonly rows: () => Promise<readonly string[]>
  /** What the dashboard shows: the names of the rows in its list of live sessions, and how many its sidebar counts as completed. */
  readonly dashboard: () => Promise<{ readonly live: readonly string[]; readonly completed: number }>
  /** What `scribe list --json` prints. */
  readonly listed: () => Promise<string>
  readonly ledger: Ledger
}

const listSchema = z.looseObject({ sessions: z.array(z.looseObject({ backlog_id: z.string(), state: z.string() })) })
const registrySchema = z.looseObject({ sessions: z.record(z.string(), z.looseObject({ status: z.string() })) })
const STATUS: Readonly<Record<Session['state'], string>> = { recording: 'active', paused: 'paused', completed: 'completed', interrupted: 'interrupted' }

/** Everything that does not agree. */
export async function differences(witnesses: Witnesses): Promise<string[]> {
  const { client, repos } = witnesses
  const { sessions } = await client.call('session/list', {})
  const perSession = await Promise.all(sessions.map((session) => sessionDifferences(witnesses, session)))
  const perRepo = repos.flatMap((repo) => repoDifferences(witnesses, { repo, sessions }))
  return [...(await surfaceDifferences(witnesses, sessions)), ...perSession.flat(), ...perRepo]
}

async function surfaceDifferences({ rows, dashboard, listed }: Witnesses, sessions: readonly Session[]): Promise<string[]> {
  const live = sessions.filter(isLive)
  const shown = await rows()
  const missing = live.filter(({ backlog_id, state }) => !shown.some((name) => name.startsWith(`${backlog_id}, ${state}, `)))
  const { live: rowsThere, completed } = await dashboard()
  const recording = sessions.filter(({ state }) => state === 'recording')
  const absent = recording.filter(({ backlog_id }) => !rowsThere.some((name) => name.startsWith(`${backlog_id}, recording, `)))
  const ended = sessions.filter(({ state }) => state === 'completed').length
  const command = listSchema.parse(JSON.parse(await listed())).sessions.map(({ backlog_id, state }) => `${backlog_id} ${state}`)
  const daemon = sessions.map(({ backlog_id, state }) => `${backlog_id} ${state}`)
  return [
    ...missing.map(({ backlog_id, state }) => `the popover does not show ${backlog_id} as ${state}: ${shown.join(' | ')}`),
    ...(shown.length === live.length ? [] : [`the popover shows ${shown.length} rows for ${live.length} sessions`]),
    ...absent.map(({ backlog_id }) => `the dashboard does not show ${backlog_id} as recording: ${rowsThere.join(' | ')}`),
    ...(rowsThere.length === recording.length ? [] : [`the dashboard shows ${rowsThere.length} live rows for ${recording.length} sessions`]),
    ...(completed === ended ? [] : [`the dashboard counts ${completed} completed sessions of ${ended}`]),
    ...unlike('scribe list', command, daemon),
  ]
}

async function sessionDifferences({ client, home, ledger }: Witnesses, session: Session): Promise<string[]> {
  const { entries } = await client.call('worklog/read', { session: session.id, limit: 1000 })
  const path = join(session.repo, session.worklog)
  const file = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const misplaced = entries.flatMap(({ lines }) => lines).filter((line) => !file.includes(`${line}\n`))
  const verified = await client.call('session/verify', { session: session.id })
  const registry = registrySchema.parse(JSON.parse(readFileSync(join(session.repo, 'artifacts/session_registry.json'), 'utf8')))
  const status = registry.sessions[session.backlog_id]?.status
  return [
    ...misplaced.map((line) => `the worklog of ${session.backlog_id} lacks: ${line}`),
    ...(verified.ok ? [] : [`${session.backlog_id} does not prove: ${JSON.stringify(verified)}`]),
    ...(status === STATUS[session.state] ? [] : [`the registry has ${session.backlog_id} as ${status}, it is ${session.state}`]),
    ...unlike(`the record of ${session.backlog_id}`, recordedPaths(home, session.id), [...(ledger.get(session.backlog_id) ?? [])]),
  ]
}

function repoDifferences({ home }: Witnesses, { repo, sessions }: { readonly repo: TestRepo; readonly sessions: readonly Session[] }): string[] {
  const recording = sessions.find((session) => session.repo === repo.root && session.state === 'recording')
  if (recording === undefined) return []
  const branch = repo.git('branch', '--show-current').trim()
  const head = repo.git('rev-parse', 'HEAD').trim()
  return [
    ...(recording.branch === branch ? [] : [`${recording.backlog_id} is on ${recording.branch}, Git on ${branch}`]),
    ...(recording.head === head ? [] : [`${recording.backlog_id} is at ${recording.head}, Git at ${head}`]),
    ...unlike(`the open changes in ${recording.repo_name}`, openPaths(home, repo.root), statusPaths(repo)),
  ]
}

function unlike(what: string, found: readonly string[], wanted: readonly string[]): string[] {
  const [extra, lacking] = [found.filter((each) => !wanted.includes(each)), wanted.filter((each) => !found.includes(each))]
  if (extra.length + lacking.length === 0) return []
  return [`${what}: too much [${extra.slice(0, 10).join(', ')}], missing [${lacking.slice(0, 10).join(', ')}]`]
}

function recordedPaths(home: string, sessionId: string): string[] {
  const rows = query(home, 'SELECT DISTINCT path FROM changes WHERE session_id = ?', sessionId)
  return rows.map(({ path }) => String(path))
}

function openPaths(home: string, root: string): string[] {
  return query(home, 'SELECT path FROM snapshot_files WHERE repo = ?', root).map(({ path }) => String(path))
}

function query(home: string, sql: string, value: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(home, 'data/scribe.db'), { readOnly: true })
  try {
    return database.prepare(sql).all(value)
  } finally {
    database.close()
  }
}
