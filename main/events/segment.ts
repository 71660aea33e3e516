/**
 * One file of event lines: what is in it, and where. Owns the reading of a part of it; writing and dropping are `eventFile`'s. It keeps
 * the place of every 64th line, so that any part is found without reading what is before.
 */
import { open, readFile, rm, truncate } from 'node:fs/promises'

const INDEX_EVERY = 64
/** What every line begins with. */
const HEAD = /^\{"epoch":"[^"]{1,64}","seq":(\d{1,16}),"at":(\d{1,16})/

export interface StoredLine {
  readonly seq: number
  /** Wall clock, ms. */
  readonly at: number
  /** One JSON text without newline that begins with `epoch`, `seq` and `at`. */
  readonly text: string
}

export class Segment {
  readonly path: string
  readonly first: number
  last: number
  lastAt = 0
  lines = 0
  bytes = 0
  readonly #index: { readonly seq: number; readonly offset: number }[] = []

  constructor(path: string, first: number) {
    this.path = path
    this.first = first
    this.last = first - 1
  }

  /** The file as it is, without a last line that was cut off; `null` for one in which nothing can be read, which is taken away. */
  static async read(path: string, first: number): Promise<Segment | null> {
    const text = await readFile(path)
    const end = text.lastIndexOf(10) + 1
    if (end < text.length) await truncate(path, end)
    const segment = new Segment(path, first)
    for (const line of text.subarray(0, end).toString('utf8').split('\n')) segment.#takeLine(line)
    if (segment.lines > 0) return segment
    await rm(path, { force: true })
    return null
  }

  /** These lines stand at its end now. */
  took(lines: readonly StoredLine[]): void {
    for (const { seq, at, text } of lines) this.#count({ seq, at, bytes: Buffer.byteLength(text) + 1 })
  }

  /** Lines after `seq`, oldest first: about `bytes` of them, and at least one if there is one. */
  async after(seq: number, bytes: number): Promise<StoredLine[]> {
    const file = await open(this.path, 'r')
    try {
      let offset = this.#index.findLast((place) => place.seq <= seq)?.offset ?? 0
      for (let length = bytes; offset < this.bytes; length *= 2) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(length, this.bytes - offset)), 0, null, offset)
        const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1
        const found = linesOf(buffer.subarray(0, end)).filter((line) => line.seq > seq)
        if (found.length > 0 || bytesRead === 0) return found
        offset += end
      }
      return []
    } finally {
      await file.close()
    }
  }

  async lastWith(text: string): Promise<string | null> {
    const bytes = await readFile(this.path)
    const at = bytes.lastIndexOf(text)
    return at < 0 ? null : bytes.subarray(bytes.lastIndexOf(10, at) + 1, bytes.indexOf(10, at)).toString('utf8')
  }

  #takeLine(text: string): void {
    const line = lineOf(text)
    // A line that somebody else damaged takes up its place, and is passed over.
    if (line === null) this.bytes += text === '' ? 0 : Buffer.byteLength(text) + 1
    else this.took([line])
  }

  #count({ seq, at, bytes }: { seq: number; at: number; bytes: number }): void {
    if (this.lines % INDEX_EVERY === 0) this.#index.push({ seq, offset: this.bytes })
    this.lines += 1
    this.bytes += bytes
    this.last = Math.max(this.last, seq)
    this.lastAt = Math.max(this.lastAt, at)
  }
}

function linesOf(bytes: Buffer): StoredLine[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((text) => lineOf(text) ?? [])
}

function lineOf(text: string): StoredLine | null {
  const head = HEAD.exec(text)
  return head === null ? null : { seq: Number(head[1]), at: Number(head[2]), text }
}
