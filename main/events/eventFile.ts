/**
 * The events that receivers may ask for again, as lines of files: appended in batches, read from anywhere, dropped at their end when
 * there are many or they are old. Owns the folder `events/`. Lines are not flushed to the disk one by one: what is written survives
 * the end of this process, and a machine that went down begins a new epoch (ADR 9).
 */
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Segment, type StoredLine } from './segment.ts'

/** A file is ended after so many lines or bytes; the limits of all of them are kept by dropping whole files. */
const SEGMENT_LINES = 5_000
const SEGMENT_BYTES = 8 * 1024 * 1024
const MOST_LINES = 10_000
const MOST_BYTES = 48 * 1024 * 1024
const NAME = /^log-(\d{1,16})\.ndjson$/

export class EventFile {
  readonly #folder: string
  readonly #maxAgeMs: number
  #segments: Segment[] = []
  #handle: FileHandle | null = null

  constructor(folder: string, maxAgeMs: number) {
    this.#folder = folder
    this.#maxAgeMs = maxAgeMs
  }

  /** Takes over what is there; a line that was cut off by the end of a process is taken away. Returns the last number, 0 for none. */
  async open(): Promise<number> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const names = (await readdir(this.#folder)).filter((name) => NAME.test(name))
    const found = await Promise.all(names.map((name) => Segment.read(join(this.#folder, name), Number(NAME.exec(name)?.[1]))))
    this.#segments = found.flatMap((segment) => segment ?? []).sort((a, b) => a.first - b.first)
    return this.#segments.at(-1)?.last ?? 0
  }

  /** Events after this number are all here. */
  get before(): number {
    return (this.#segments[0]?.first ?? 1) - 1
  }

  /** Writes lines behind those that are there. Rejects as the file system does; what was written of them counts as nothing. */
  async append(lines: readonly StoredLine[]): Promise<void> {
    const [first] = lines
    if (first === undefined) return
    const segment = await this.#segmentFor(first)
    const text = lines.map((line) => `${line.text}\n`).join('')
    await this.#handle?.appendFile(text)
    segment.took(lines)
    await this.#dropOld(first.at)
  }

  /** Lines after `seq`, oldest first, about `bytes` of them and at least one, if there is one. */
  async after(seq: number, bytes: number): Promise<StoredLine[]> {
    const segment = this.#segments.find(({ last }) => last > seq)
    return segment === undefined ? [] : await segment.after(seq, bytes)
  }

  /** The last line that has this text in it; `null` if none has. */
  async lastWith(text: string): Promise<string | null> {
    for (const segment of this.#segments.toReversed()) {
      const found = await segment.lastWith(text)
      if (found !== null) return found
    }
    return null
  }

  /** Forgets everything: another epoch begins. */
  async clear(): Promise<void> {
    await this.close()
    for (const { path } of this.#segments.splice(0)) await rm(path, { force: true })
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    await handle?.close()
  }

  async #segmentFor(first: StoredLine): Promise<Segment> {
    const last = this.#segments.at(-1)
    if (last !== undefined && last.lines < SEGMENT_LINES && last.bytes < SEGMENT_BYTES) {
      this.#handle ??= await open(last.path, 'a', 0o600)
      return last
    }
    await this.close()
    const segment = new Segment(join(this.#folder, `log-${first.seq}.ndjson`), first.seq)
    this.#handle = await open(segment.path, 'a', 0o600)
    this.#segments.push(segment)
    return segment
  }

  async #dropOld(now: number): Promise<void> {
    for (;;) {
      const [oldest, ...others] = this.#segments
      if (oldest === undefined || others.length === 0) return
      const lines = others.reduce((sum, segment) => sum + segment.lines, 0)
      const bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0)
      if (lines < MOST_LINES && bytes <= MOST_BYTES && now - oldest.lastAt <= this.#maxAgeMs) return
      this.#segments.shift()
      await rm(oldest.path, { force: true })
    }
  }
}
