/**
 * Git's object id of a file's content, computed here: it tells whether a new file is one that Git knows under another name,
 * without starting a process for each. Filters (line endings, LFS) are not applied, so such a file simply matches nothing.
 */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** Larger files are not read for the sake of a nicer line in the worklog. */
const MAX_BYTES = 1024 * 1024
/** Never through a link, and never waiting for whoever writes into a pipe. */
const PLAINLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** The id of a blob with this content, as `git hash-object` prints it. `length` is that of the repository's ids: 40 (SHA-1) or 64 (SHA-256). */
export function blobId(content: Buffer, length: number): string {
  const hash = createHash(length === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${content.length}\0`).update(content).digest('hex')
}

/** The id of an ordinary file of at most 1 MB, else `null`. */
export async function fileBlobId(path: string, length: number): Promise<string | null> {
  const content = await readPlainFile(path).catch(() => null)
  return content === null ? null : blobId(content, length)
}

async function readPlainFile(path: string): Promise<Buffer | null> {
  const file = await open(path, PLAINLY)
  try {
    const found = await file.stat()
    if (!found.isFile() || found.size > MAX_BYTES) return null
    const { buffer, bytesRead } = await file.read(Buffer.alloc(found.size), 0, found.size, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
