/**
 * `run/scribe.json`: where a client finds the daemon. Written whole after listening, removed at the end. The token in
 * it is for the WebSocket only, so the file is private to the user.
 */

import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PROTOCOL } from '../../shared/protocol/version.ts'
import { writeFileAtomic } from '../base/atomicFile.ts'

/** macOS cuts socket paths at 104 bytes and Linux at 108, silently; one more byte ends the text. */
const MAX_SOCKET_PATH = 103

export interface Endpoint {
  readonly pid: number
  readonly host: 'app' | 'headless'
  /** Start of the daemon, ms since 1970: a recycled pid does not pass for it. */
  readonly started_at: number
  readonly epoch: string
  readonly socket: string
  readonly page: string | null
  readonly token: string | null
}

/** The socket for a data folder; a short one in the temporary folder when the path would be cut. */
export function socketPath(home: string): string {
  const usual = join(home, 'run', 'scribe.sock')
  if (Buffer.byteLength(usual) <= MAX_SOCKET_PATH) return usual
  const short = createHash('sha256').update(home).digest('hex').slice(0, 12)
  return join(tmpdir(), `scribe-${userInfo().uid}`, `${short}.sock`)
}

export async function writeEndpoint(home: string, version: string, endpoint: Endpoint): Promise<void> {
  const folder = join(home, 'run')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const text = JSON.stringify({ schema: 1, app: version, protocols: [PROTOCOL], ...endpoint }, null, 2)
  await writeFileAtomic(join(folder, 'scribe.json'), text, { mode: 0o600 })
}

export async function removeEndpoint(home: string): Promise<void> {
  await rm(join(home, 'run', 'scribe.json'), { force: true })
}
