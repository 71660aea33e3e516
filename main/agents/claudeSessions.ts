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
  sessionId: z
    .string()
    .max(100)
    .regex(/^[\w-]+$/)
    .optional()
    .catch(undefined),
  status: z.string().optional().catch(undefined),
  statusUpdatedAt: z
    .union([z.number(), z.string().transform((text) => Date.parse(text) || 0)])
    .optional()
    .catch(undefined),
  waitingFor: z.unknown().optional(),
})
type Kept = z.infer<typeof sessionSchema>

/** The live sessions below this configuration folder; none where there is no such folder. Throws `context.failed` where it cannot be read. */
export async function claudeSessions(config: string, isAlive: (pid: number) => boolean): Promise<LiveAgent[]> {
  const folder = join(config, 'sessions')
  const files = await jsonFiles(folder)
  const found = await Promise.all(files.map((name) => readSession(join(folder, name))))
  return found.flatMap((session) => {
    if (session === null || !isAlive(session.pid)) return []
    return [{ agent: 'claude-code', status: statusOf(session), source: 'registry', pid: session.pid, cwd: session.cwd, ...detailsOf(session, config) }]
  })
}

function detailsOf({ cwd, sessionId, startedAt, statusUpdatedAt }: Kept, config: string): Pick<LiveAgent, 'since' | 'at' | 'conversation' | 'transcript'> {
  const transcript = sessionId === undefined ? null : join(config, 'projects', cwd.replace(/[^a-zA-Z0-9]/g, '-'), `${sessionId}.jsonl`)
  return { since: startedAt ?? null, at: statusUpdatedAt ?? null, conversation: sessionId ?? null, transcript }
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

async function readSession(path: string): Promise<Kept | null> {
  const bytes = await readOrdinary(path, MOST_BYTES).catch(() => null)
  try {
    return bytes === null ? null : (sessionSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null)
  } catch {
    return null
  }
}

function statusOf({ status, waitingFor }: Kept): LiveAgent['status'] {
  if (status === 'busy') return waitingFor === undefined || waitingFor === null ? 'working' : 'waiting'
  if (status === 'idle') return waitingFor === undefined || waitingFor === null ? 'idle' : 'waiting'
  return 'unknown'
}
