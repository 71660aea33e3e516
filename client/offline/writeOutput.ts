/** Writes the file a person named with `--output`: an ordinary file as a whole, a device or pipe as it is. */
import { realpath, stat, writeFile } from 'node:fs/promises'
import { writeFileAtomic } from '../../main/base/atomicFile.ts'
import { ScribeError } from '../../shared/domain/error.ts'

/** `path` is absolute. Throws `summary.failed` and leaves an old file as it was. */
export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    const found = await stat(path).catch(() => null)
    if (found !== null && !found.isFile()) return await writeFile(path, text)
    // A link of the person's own stays one.
    await writeFileAtomic(found === null ? path : await realpath(path), text)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new ScribeError('summary.failed', `${path} could not be written: ${code}.`, { cause })
  }
}
