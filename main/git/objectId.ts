/**
 * Git's object id of a file's content, computed here: it tells whether a new file is one that Git knows under another name,
 * without starting a process for each. Filters (line endings, LFS) are not applied, so such a file simply matches nothing.
 */
import { createHash } from 'node:crypto'
import { readPlainFile } from './plainFile.ts'

/** Larger files are not read for the sake of a nicer line in the worklog. */
const MAX_BYTES = 1024 * 1024

/** The id of a blob with this content, as `git hash-object` prints it. `length` is that of the repository's ids: 40 (SHA-1) or 64 (SHA-256). */
export function blobId(content: Buffer, length: number): string {
  const hash = createHash(length === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${content.length}\0`).update(content).digest('hex')
}

/** The id of an ordinary file of at most 1 MB, else `null`. */
export async function fileBlobId(path: string, length: number): Promise<string | null> {
  const content = await readPlainFile(path, (size) => (size > MAX_BYTES ? null : { start: 0, length: size }))
  return content === null ? null : blobId(content, length)
}
