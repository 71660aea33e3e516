/** The repository's registry file: sessions that other programs registered there. Our own are told by `sessions`. */
import { join } from 'node:path'
import type { SourceData } from '../../../shared/domain/contextData.ts'
import { ScribeError } from '../../../shared/domain/error.ts'
import { readOrdinary } from '../../base/insideRepo.ts'
import { parseRegistry, type RegistryRecord } from '../../registry/registryShape.ts'
import { foreignLine, foreignLines } from '../foreignText.ts'
import type { Source } from '../source.ts'
import { fileMark } from './repoFiles.ts'

export const REGISTRY = 'artifacts/session_registry.json'
/** 20,000 sessions are some 10 MB. */
export const MOST_REGISTRY_BYTES = 16 * 1024 * 1024
const MOST_RECORDS = 50
const TEXT_LENGTH = 120

export function registrySource(): Source<SourceData['registry']> {
  return {
    name: 'registry',
    ttl: 'registry',
    variant: () => '',
    mark: async ({ root }) => ({ text: await fileMark(root, REGISTRY), proven: false }),
    fetch: async ({ root, sessions }) => {
      const bytes = await readOrdinary(join(root, REGISTRY), MOST_REGISTRY_BYTES)
      if (bytes === null || bytes.length === 0) return { total: 0, active: 0, records: [], odd: [] }
      const file = parseRegistry(bytes.toString('utf8'))
      if (file === null) throw new ScribeError('context.failed', 'The registry cannot be read: it is no whole JSON object.')
      const all = [...file.records.values()]
      const own = new Set(sessions.map((session) => session.backlog_id))
      const others = all.filter((record) => !own.has(record.backlog_id))
      return {
        total: all.length,
        active: all.filter((record) => record.status === 'active').length,
        records: others.toSorted(newestFirst).slice(0, MOST_RECORDS).map(shown),
        odd: foreignLines(file.odd, { lines: MOST_RECORDS, characters: TEXT_LENGTH }),
      }
    },
  }
}

function newestFirst(a: RegistryRecord, b: RegistryRecord): number {
  return a.start_time < b.start_time ? 1 : a.start_time > b.start_time ? -1 : 0
}

function shown({ backlog_id, status, start_time, context }: RegistryRecord): SourceData['registry']['records'][number] {
  const line = (text: string): string => foreignLine(text, TEXT_LENGTH)
  return {
    backlog_id: line(backlog_id),
    status: line(status),
    type: line(context.session_type),
    priority: line(context.priority),
    tags: foreignLines(context.tags, { lines: 32, characters: TEXT_LENGTH }),
    start_time: line(start_time),
  }
}
