/**
 * Which Claude Code sessions are live, by the files it keeps of its own accord (`~/.claude/sessions/PID.json`, or below
 * `CLAUDE_CONFIG_DIR`; seen with version 2.1.330). Undocumented and moving: what does not look as expected is passed over. A file is a
 * live session only while its process is there. Reads only, and never the `.key` files beside them.
 */
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ScribeError } from '../../shared/domain/error.ts'
import { isCode, readOrdinary } from '../base/insideRepo.ts'
import type { LiveAgent } from './liveAgents.ts'

const MOST_FILES = 200
const MOST_BYTES = 64 * 1024

const sessionSchema = z.looseObject({
  pid: z.int().min(2),
  cwd: z.string().max(4096),
  startedAt: z.number().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  waitingFor: z.unknown().optional(),
})

/** The live sessions below this configuration folder; none where there is no such folder. Throws `context.failed` where it cannot be read. */
export async function claudeSessions(config: string, isAlive: (pid: number) => boolean): Promise<LiveAgent[]> {
  const folder = join(config, 'sessions')
  const files = await jsonFiles(folder)
  const found = await Promise.all(files.map((name) => readSession(join(folder, name))))
  return found.flatMap((session) => {
    if (session === null || !isAlive(session.pid)) return []
    return [{ agent: 'claude-code', status: statusOf(session), pid: session.pid, cwd: session.cwd, since: session.startedAt ?? null, source: 'pidfile' }]
  })
}

async function jsonFiles(path: string): Promise<string[]> {
  const folder = await opendir(path).catch((cause: unknown) => {
    if (isCode(cause, 'ENOENT', 'ENOTDIR')) return null
    throw new ScribeError('context.failed', `${path} cannot be read.`, { cause })
  })
  const names: string[] = []
  if (folder === null) return names
  for await (const { name } of folder) {
    if (/^\d+\.json$/.test(name)) names.push(name)
    if (names.length >= MOST_FILES) break
  }
  return names
}

async function readSession(path: string): Promise<z.infer<typeof sessionSchema> | null> {
  const bytes = await readOrdinary(path, MOST_BYTES).catch(() => null)
  try {
    return bytes === null ? null : (sessionSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null)
  } catch {
    return null
  }
}

function statusOf({ status, waitingFor }: z.infer<typeof sessionSchema>): LiveAgent['status'] {
  if (status === 'busy') return waitingFor === undefined || waitingFor === null ? 'working' : 'waiting'
  if (status === 'idle') return waitingFor === undefined || waitingFor === null ? 'idle' : 'waiting'
  return 'unknown'
}
