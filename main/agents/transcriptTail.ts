/**
 * The end of a file that another program appends to: gives the complete lines that came since the last read. Owns where it stands; a file
 * that was replaced or cut is begun anew. What is longer than the cap is skipped: the newest lines are the ones that count.
 */
import { open } from 'node:fs/promises'

/** Read at once; a line longer than that is passed over. */
const MOST_BYTES = 256 * 1024

export class TranscriptTail {
  readonly #path: string
  #inode = 0
  #offset = 0

  constructor(path: string) {
    this.#path = path
  }

  /** The complete lines since the last call, at first those of the file's end; none where it cannot be read. */
  async read(): Promise<string[]> {
    const file = await open(this.#path).catch(() => null)
    if (file === null) return []
    try {
      const { ino, size } = await file.stat()
      if (ino !== this.#inode || size < this.#offset) this.#offset = 0
      this.#inode = ino
      const from = Math.max(this.#offset, size - MOST_BYTES)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
      return this.#lines(buffer.subarray(0, bytesRead), from)
    } finally {
      await file.close()
    }
  }

  #lines(bytes: Buffer, from: number): string[] {
    const end = bytes.lastIndexOf(0x0a) + 1
    // What was skipped to ended in the middle of a line.
    const isCut = from > this.#offset
    this.#offset = from + end
    const lines = bytes.subarray(0, end).toString('utf8').split('\n')
    return lines.slice(isCut ? 1 : 0, -1).filter((line) => line !== '')
  }
}
