/**
 * Which Codex conversations are live: the newest rollout file of each folder in which a Codex process works (`~/.codex/sessions/Y/M/D`, or
 * below `CODEX_HOME`; seen with version 0.169). Undocumented and moving: what does not look as expected is passed over. Reads only; of
 * many folders and files the newest few.
 */
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { AgentProcess } from './agentProcesses.ts'
import type { LiveAgent } from './liveAgents.ts'

/** Days on which a conversation that is still open may have begun. */
const DAYS = 3
const MOST_FILES = 512
const MOST_HEADERS = 64
/** The first line holds the agent's instructions too. */
const HEADER_BYTES = 256 * 1024

const headerSchema = z.looseObject({
  type: z.literal('session_meta'),
  payload: z.looseObject({ id: z.string().max(100), cwd: z.string().max(4096), timestamp: z.string().optional().catch(undefined) }),
})

interface Rollout {
  readonly path: string
  readonly at: number
}

/** One for each folder in which Codex runs and of which it keeps a rollout. `now` in ms since 1970. */
export async function codexSessions(
  home: string,
  { processes, now }: { readonly processes: readonly AgentProcess[]; readonly now: number },
): Promise<LiveAgent[]> {
  const running = processes.filter(({ agent }) => agent === 'codex')
  if (running.length === 0) return []
  const found: LiveAgent[] = []
  for (const rollout of (await newestRollouts(join(home, 'sessions'), now)).slice(0, MOST_HEADERS)) {
    const header = await headerOf(rollout.path)
    const process = running.find(({ cwd }) => cwd === header?.payload.cwd)
    if (header === null || process === undefined || found.some(({ cwd }) => cwd === process.cwd)) continue
    const since = Date.parse(header.payload.timestamp ?? '')
    const common = { agent: 'codex', status: 'unknown', source: 'process', at: null } as const
    const seen = { since: Number.isNaN(since) ? null : since, conversation: header.payload.id, transcript: rollout.path }
    found.push({ ...common, ...seen, pid: process.pid, cwd: process.cwd })
  }
  return found
}

async function newestRollouts(sessions: string, now: number): Promise<Rollout[]> {
  const days = Array.from({ length: DAYS }, (_, back) => join(sessions, dayPath(new Date(now - back * 86_400_000))))
  const perDay = await Promise.all(days.map(rolloutsIn))
  return perDay.flat().sort((a, b) => b.at - a.at)
}

function dayPath(day: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  return join(String(day.getFullYear()), two(day.getMonth() + 1), two(day.getDate()))
}

async function rolloutsIn(folder: string): Promise<Rollout[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^rollout-.*\.jsonl$/.test(name))
  // Their names begin with their time.
  const newest = names.sort().slice(-MOST_FILES)
  return await Promise.all(newest.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })))
}

async function headerOf(path: string): Promise<z.infer<typeof headerSchema> | null> {
  const file = await open(path).catch(() => null)
  if (file === null) return null
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    const line = buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1)[0] ?? ''
    return headerSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  } finally {
    await file.close()
  }
}
