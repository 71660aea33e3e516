/** Cuts a byte stream into lines of bounded length. Pure state, no socket. */

export class LineFramer {
  readonly #maxBytes: number
  #held: Buffer[] = []
  #heldBytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The complete lines so far, without newline and without empty ones; `null` when a line is too long. */
  push(chunk: Buffer): string[] | null {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      if (!this.#hold(chunk.subarray(start, end))) return null
      lines.push(Buffer.concat(this.#held).toString('utf8'))
      this.#held = []
      this.#heldBytes = 0
      start = end + 1
    }
    if (!this.#hold(chunk.subarray(start))) return null
    return lines.filter((line) => line.trim() !== '')
  }

  #hold(part: Buffer): boolean {
    this.#heldBytes += part.length
    if (part.length > 0) this.#held.push(part)
    return this.#heldBytes <= this.#maxBytes
  }
}
