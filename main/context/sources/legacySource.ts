/** What only the Python provider's dictionary holds: the registry file as it is, and the tracked files that differ from HEAD's parent. */
import { join } from 'node:path'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { readOrdinary } from '../../base/insideRepo.ts'
import { redactAll } from '../../base/redact.ts'
import { namesSinceParent } from '../../git/lineCounts.ts'
import { objectSchema, parseRegistry, type RegistryRecord } from '../../registry/registryShape.ts'
import { cleanLine, foreignLine, foreignLines } from '../foreignText.ts'
import type { Source } from '../source.ts'
import { markOf } from './gitSource.ts'
import { MOST_REGISTRY_BYTES, REGISTRY } from './registrySource.ts'
import { fileMark } from './repoFiles.ts'
import type { SourceParts } from './sourceParts.ts'

/** Beyond these the answer would be longer than a message may be. */
const MOST_SESSIONS = 500
const MOST_NAMES = 2_000
const TEXT_LENGTH = 1_000

export interface LegacyFacts {
  /** `{}` where there is no registry that can be read. */
  readonly registry: Readonly<Record<string, unknown>>
  readonly changes: readonly string[]
}

export function legacySource(parts: SourceParts): Source<LegacyFacts> {
  return {
    name: 'legacy',
    ttl: 'git',
    variant: () => '',
    mark: async (place) => ({ text: `${await markOf(place)} ${parts.moves.of(place.root).stirred} ${await fileMark(place.root, REGISTRY)}`, proven: false }),
    fetch: async ({ root, git }, _question, signal) => {
      const [registry, names] = await Promise.all([registryOf(root), git === null ? [] : namesSinceParent(parts.git, root, signal).catch(() => [])])
      const shown = redactAll(names.slice(0, MOST_NAMES)).map((name) => cleanLine(name, TEXT_LENGTH))
      return { registry, changes: shown }
    },
  }
}

/** The keys the file has, with the newest sessions. */
async function registryOf(root: string): Promise<LegacyFacts['registry']> {
  const bytes = await readOrdinary(join(root, REGISTRY), MOST_REGISTRY_BYTES).catch(() => null)
  const text = bytes?.toString('utf8') ?? ''
  const head = objectSchema.safeParse(parseJson(text))
  const file = parseRegistry(text)
  if (!head.success || file === null) return {}
  const { last_updated, total_sessions, active_sessions } = head.data
  const sessions = [...file.records].slice(-MOST_SESSIONS).map(([key, record]) => [line(key), shown(record)] as const)
  return { last_updated: typeof last_updated === 'string' ? line(last_updated) : null, total_sessions, active_sessions, sessions: Object.fromEntries(sessions) }
}

function shown({ context, ...record }: RegistryRecord): Record<string, unknown> {
  const tags = foreignLines(context.tags, { lines: 64, characters: TEXT_LENGTH })
  const description = context.description === null ? null : line(context.description)
  const related = context.related_sessions === null ? null : foreignLines(context.related_sessions, { lines: 64, characters: TEXT_LENGTH })
  return {
    ...record,
    backlog_id: line(record.backlog_id),
    start_time: line(record.start_time),
    worklog_path: line(record.worklog_path),
    status: line(record.status),
    context: { tags, session_type: line(context.session_type), priority: line(context.priority), description, related_sessions: related },
    last_activity: record.last_activity === null ? null : line(record.last_activity),
  }
}

function line(text: string): string {
  return foreignLine(text, TEXT_LENGTH)
}
