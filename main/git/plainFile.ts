/**
 * Reads a part of an ordinary file in a repository somebody else may have written: never through a link, never waiting for
 * whoever writes into a pipe (which would hold one of Node's few threads for ever), never more than asked for.
 */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

const PLAINLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** The bytes that `part` asks for, given the file's size; `null` if it asks for none or there is no such ordinary file. */
export async function readPlainFile(path: string, part: (size: number) => { readonly start: number; readonly length: number } | null): Promise<Buffer | null> {
  const file = await open(path, PLAINLY).catch(() => null)
  if (file === null) return null
  try {
    const found = await file.stat()
    const wanted = found.isFile() ? part(found.size) : null
    if (wanted === null) return null
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted.length), 0, wanted.length, wanted.start)
    return buffer.subarray(0, bytesRead)
  } catch {
    return null
  } finally {
    await file.close()
  }
}
