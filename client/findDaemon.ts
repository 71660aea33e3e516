/** Finds the running daemon by its endpoint file. A file left by a killed daemon is told by its process being gone. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../shared/domain/parseJson.ts'

const endpointSchema = z.object({
  pid: z.int().min(2),
  epoch: z.string(),
  socket: z.string(),
  page: z.string().nullable(),
})
export type Endpoint = z.infer<typeof endpointSchema>

/** Where the daemon of this data folder listens, or `null` when none runs. */
export async function findDaemon(home: string): Promise<Endpoint | null> {
  const text = await readFile(join(home, 'run', 'scribe.json'), 'utf8').catch(() => null)
  if (text === null) return null
  const endpoint = endpointSchema.safeParse(parseJson(text))
  return endpoint.success && isAlive(endpoint.data.pid) ? endpoint.data : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
