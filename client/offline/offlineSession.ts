/**
 * The session that the files of a repository tell of, for commands that must work when no daemon runs: by the id that was named, the
 * branch, the state file, or the newest record of the registry. It says what was recorded, never that somebody records now.
 */
import { basename, join } from 'node:path'
import { readOrdinary } from '../../main/base/insideRepo.ts'
import { parseRegistry, type RegistryRecord } from '../../main/registry/registryShape.ts'
import { parseBacklogId } from '../../shared/domain/backlogId.ts'
import { PRIORITIES, SESSION_TYPES, type Session } from '../../shared/domain/session.ts'
import { detectedId } from './detectedId.ts'
import type { FoundRepository } from './findRepository.ts'

const REGISTRY = 'artifacts/session_registry.json'
const MOST_BYTES = 16 * 1024 * 1024
const STATES: Readonly<Record<string, Session['state']>> = { active: 'recording', paused: 'paused', completed: 'completed', orphaned: 'interrupted' }

/** `null` where nothing is told of any. Throws `backlog.badId` for an id that cannot be one. */
export async function offlineSession(repository: FoundRepository, explicit: string | undefined): Promise<Session | null> {
  const records = await recordsOf(repository.root)
  const id = explicit === undefined ? await detectedId(repository, undefined).catch(() => null) : parseBacklogId(explicit)
  const record = id === null ? newest(records) : records.find((one) => one.backlog_id === id)
  const known = record?.backlog_id ?? id
  if (known === null) return null
  if (record === undefined && (await readOrdinary(join(repository.root, worklogOf(known)), MOST_BYTES).catch(() => null)) === null) return null
  return sessionOf(repository, known, record)
}

async function recordsOf(root: string): Promise<RegistryRecord[]> {
  const bytes = await readOrdinary(join(root, REGISTRY), MOST_BYTES).catch(() => null)
  const file = bytes === null ? null : parseRegistry(bytes.toString('utf8'))
  return file === null ? [] : [...file.records.values()].filter(({ backlog_id }) => isId(backlog_id))
}

/** An active one before one that has ended; of several, the one that began last. */
function newest(records: readonly RegistryRecord[]): RegistryRecord | undefined {
  const rank = ({ status, start_time }: RegistryRecord): string => `${status === 'active' ? 1 : 0}${start_time}`
  return records.toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1))[0]
}

function sessionOf({ root, gitDir, branch }: FoundRepository, backlogId: string, record: RegistryRecord | undefined): Session {
  const startedAt = timeOf(record?.start_time)
  return {
    id: `files:${backlogId}`,
    backlog_id: backlogId,
    repo: root,
    repo_name: basename(root),
    git_dir: gitDir ?? join(root, '.git'),
    root_id: null,
    branch,
    head: null,
    state: STATES[record?.status ?? ''] ?? 'interrupted',
    capture: 'off',
    type: SESSION_TYPES.find((type) => type === record?.context.session_type) ?? SESSION_TYPES[0],
    priority: PRIORITIES.find((priority) => priority === record?.context.priority) ?? 'medium',
    tags: record?.context.tags ?? [],
    description: record?.context.description ?? null,
    related: record?.context.related_sessions ?? [],
    started_at: startedAt,
    ended_at: record?.last_activity ? timeOf(record.last_activity) : null,
    last_activity_at: record?.last_activity ? timeOf(record.last_activity) : startedAt,
    idle_timeout_s: record?.idle_timeout ?? 1800,
    worklog: worklogOf(backlogId),
    last: null,
    changes: 0,
    entries: 0,
    stop_reason: null,
    queued_at: null,
  }
}

function worklogOf(backlogId: string): string {
  return `artifacts/worklogs/${backlogId}.md`
}

function timeOf(text: string | undefined): number {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? 0 : at
}

function isId(text: string): boolean {
  try {
    return parseBacklogId(text) === text
  } catch {
    return false
  }
}
