/**
 * One worklog file, open: appends whole entries, makes them durable, and tells whether another program wrote it
 * meanwhile. Owns the file's form on disk (header, nothing half written); not which entries belong in it. Text of others
 * is never rewritten.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sameFacts } from '../base/exchangeFile.ts'
import { type FileFacts, type Files, type OpenFile, readRange, systemFiles, writeAll } from '../base/files.ts'
import { openForAppend } from '../base/insideRepo.ts'
import { type Folder, openFolder } from '../base/openFolder.ts'
import { worklogHeader } from './renderEntry.ts'
import { tornBytes } from './tornTail.ts'

export const WORKLOG_FOLDER = 'artifacts/worklogs'

/** Enough to tell the end of one file from another's: a copy that lacks our last entries ends differently. */
const TAIL_BYTES = 4096

/** No append of ours is longer, but for the first after a long time of trouble. */
const TORN_BYTES = 1024 * 1024
/** Another program empties the file before it writes it again. Between the two, on a busy machine for long, everything looks lost. */
const EMPTIED_MS = 2_000
/** A file that is written all the time is not waited for any longer. */
const CALM_WITHIN_MS = 500
const LOOK_MS = 20

/** Path of a worklog relative to its repository, as the registry names it. */
export function worklogPath(backlogId: string): string {
  return `${WORKLOG_FOLDER}/${backlogId}.md`
}

export interface WorklogPlace {
  readonly repo: string
  readonly backlogId: string
  /** Which folder the repository was; another in its place is not written into. */
  readonly rootId?: string | null
  readonly files?: Files
}

/** What the file was when this program left it. */
export interface Left {
  readonly facts: FileFacts
  readonly tail: Buffer
}

/** Opens the worklog, created if missing (the header comes with the first entry). Throws `worklog.unsafePath`. */
export async function openWorklog({ repo, backlogId, rootId = null, files = systemFiles }: WorklogPlace): Promise<WorklogFile> {
  const folder = await openFolder(repo, WORKLOG_FOLDER, { files, identity: rootId })
  try {
    const name = `${backlogId}.md`
    const file = await openForAppend(folder.at(name), { shown: join(folder.path, name), files })
    return new WorklogFile(file, folder, worklogHeader(backlogId))
  } catch (error) {
    await folder.close()
    throw error
  }
}

export class WorklogFile {
  readonly #file: OpenFile
  readonly #folder: Folder
  readonly #header: string
  /** What was appended last, and where it can have ended. */
  #last: { readonly bytes: Buffer; readonly ends: readonly number[] } | null = null

  /** Use `openWorklog`. */
  constructor(file: OpenFile, folder: Folder, header: string) {
    this.#file = file
    this.#folder = folder
    this.#header = header
  }

  /** What the file is now. */
  async left(): Promise<Left> {
    return { facts: await this.#file.stat(), tail: await this.end(TAIL_BYTES) }
  }

  /** Waits, but not for ever, until nobody has written it for `calmMs`. `before` is what it was when it was left. */
  async settle({ before, calmMs }: { readonly before: Left | null; readonly calmMs: number }): Promise<void> {
    for (let waited = 0; waited < EMPTIED_MS; waited += LOOK_MS) {
      const facts = await this.#file.stat()
      const { size, mtimeMs } = facts
      const isEmptied = isEmptiedSince(before, facts)
      const isCalm = size === 0 || Date.now() - mtimeMs > calmMs || waited >= CALM_WITHIN_MS
      if (isCalm && !isEmptied) return
      await sleep(LOOK_MS)
    }
  }

  /** True if nobody wrote it since. */
  async isStill(left: Left): Promise<boolean> {
    const facts = await this.#file.stat()
    return sameFacts(facts, left.facts) && (await this.end(TAIL_BYTES)).equals(left.tail)
  }

  /**
   * Appends rendered entries and flushes them. `undisturbed` is false if another program wrote at the same time: then what
   * was appended, or entries before it, may be gone. A file that was emptied since `before` is being written just now and left
   * alone. On a failed write the file is cut back to what it was.
   */
  async append(blocks: readonly string[], since: Left | null = null): Promise<{ readonly left: Left; readonly undisturbed: boolean }> {
    const before = await this.left()
    const { size } = before.facts
    if (isEmptiedSince(since, before.facts)) return { left: before, undisturbed: false }
    const bytes = Buffer.from((size === 0 ? this.#header : '') + blocks.join(''))
    await this.#write(bytes, size)
    if (size === 0) await this.#folder.sync()
    const facts = await this.#file.stat()
    const expected = Buffer.concat([before.tail, bytes])
    const found = await readRange(this.#file, Math.max(0, facts.size - expected.length), facts.size)
    const undisturbed = facts.size === size + bytes.length && found.equals(expected)
    // Where the write ended: behind what stood there, or alone in a file that had been emptied meanwhile.
    this.#last = { bytes, ends: [size + bytes.length, bytes.length] }
    return { left: { facts, tail: found.subarray(Math.max(0, found.length - TAIL_BYTES)) }, undisturbed }
  }

  /**
   * Takes what the last append left at the end of the file away again: all of it, or the rest that another program's
   * shorter text did not cover. Nothing else is ever taken.
   */
  async takeBack(): Promise<void> {
    if (this.#last === null) return
    const { bytes, ends } = this.#last
    this.#last = null
    const { size } = await this.#file.stat()
    const end = await readRange(this.#file, Math.max(0, size - bytes.length), size)
    const common = commonEnd(end, bytes)
    if (common === bytes.length || ends.includes(size)) await this.#file.truncate(size - common)
  }

  /** The last `bytes` of the file, fewer if it is shorter. */
  async end(bytes: number): Promise<Buffer> {
    const { size } = await this.#file.stat()
    return await readRange(this.#file, Math.max(0, size - bytes), size)
  }

  /** Takes away what is left at the end of half an append of these blocks (or of the first one, with its header). */
  async cutTorn(blocks: readonly string[]): Promise<void> {
    const { size } = await this.#file.stat()
    const end = await readRange(this.#file, Math.max(0, size - TORN_BYTES), size)
    const expected = blocks.join('')
    const first = tornBytes(end, Buffer.from(this.#header + expected))
    const torn = first === size ? first : tornBytes(end, Buffer.from(expected))
    if (torn === 0) return
    await this.#file.truncate(size - torn)
    await this.#file.datasync()
  }

  async close(): Promise<void> {
    await this.#file.close()
    await this.#folder.close()
  }

  async #write(bytes: Buffer, sizeBefore: number): Promise<void> {
    try {
      await writeAll(this.#file, bytes)
      await this.#file.datasync()
    } catch (error) {
      await this.#file.truncate(sizeBefore).catch(() => undefined)
      throw error
    }
  }
}

/** The same file, with nothing in it any more: one that was deleted is another. */
function isEmptiedSince(before: Left | null, now: FileFacts): boolean {
  return before !== null && before.facts.size > 0 && now.size === 0 && now.ino === before.facts.ino
}

/** How many bytes at the end of both are the same. */
function commonEnd(a: Buffer, b: Buffer): number {
  let common = 0
  while (common < Math.min(a.length, b.length) && a[a.length - 1 - common] === b[b.length - 1 - common]) common++
  return common
}
