/**
 * What the local refs tell of the remote: where its branch stands, and what was pushed to it last. Reads files of the Git
 * directory; starts no process and opens no connection.
 */
import { join, normalize } from 'node:path'
import { readPlainFile } from './plainFile.ts'

/** Longer than any ref's file. */
const REF_LENGTH = 128

/** The commit that `origin` has of this branch, as far as the local refs tell; `null` if they do not. */
export async function remoteHead(commonDir: string, branch: string): Promise<string | null> {
  const folder = join(commonDir, 'refs/remotes/origin')
  const path = normalize(join(folder, branch))
  if (!path.startsWith(`${folder}/`)) return null
  const text = await readPlainFile(path, () => ({ start: 0, length: REF_LENGTH }))
  return /^([0-9a-f]{40}|[0-9a-f]{64})\n?$/.exec(text?.toString('latin1') ?? '')?.[1] ?? null
}

/** Bytes at the end of a reflog that hold its last line. */
const TAIL = 4096

/**
 * The commit that the last update of a remote's branch (`origin/x`) pushed; `null` if that update was no push (a fetch), or
 * `undefined` where no reflog tells. Git writes "update by push" there (git's transport.c).
 */
export async function lastPush(commonDir: string, name: string): Promise<string | null | undefined> {
  const folder = join(commonDir, 'logs/refs/remotes')
  const path = normalize(join(folder, name))
  const line = path.startsWith(`${folder}/`) ? await lastLine(path) : null
  if (line === null) return undefined
  const [, id, message] = /^[0-9a-f]+ ([0-9a-f]+) [^\t]*\t(.*)$/.exec(line) ?? []
  return id !== undefined && message === 'update by push' ? id : null
}

async function lastLine(path: string): Promise<string | null> {
  const end = await readPlainFile(path, (size) => ({ start: Math.max(0, size - TAIL), length: TAIL }))
  return end?.toString('utf8').trimEnd().split('\n').at(-1) ?? null
}
