/**
 * Remembers across restarts which text of the registry this program wrote last, so that a file that is merely behind the
 * record (a kill came between) is not taken for somebody's edit. Lost or damaged, it only makes the next start more
 * careful: then a copy counts as edited, of which only additions and a wish to stop are believed.
 */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { ScribeError } from '../../shared/domain/error.ts'
import { type Files, writeAll } from '../base/files.ts'
import { readOrdinary } from '../base/insideRepo.ts'
import type { Folder } from '../base/openFolder.ts'
import type { RegistryFile } from './registryShape.ts'

const NAME = 'registry.written'
const MAX_BYTES = 1024
const DIGEST_LENGTH = 64

/** What is about to be put in place. */
interface Next {
  readonly bytes: Buffer
  readonly file: RegistryFile
  /** With edits that no session has taken over yet: not ours for the next start, so that it hears of them. */
  readonly hasEdits: boolean
  /** What stands there now. */
  readonly standing: Buffer | null
}

export class OwnMark {
  /** Of what stands and of what was to follow on it; `null` until they were read. */
  #digests: readonly string[] | null = null
  #last: { readonly bytes: Buffer; readonly file: RegistryFile; readonly digest: string } | null = null

  /** Whether these bytes are what was written last, by this run or the one before. */
  isOurs(bytes: Buffer): boolean {
    return this.fileOf(bytes) !== null || this.#digests?.includes(digestOf(bytes)) === true
  }

  /** What these bytes say, if they are what this run wrote last: nobody need read 10,000 sessions again to know. */
  fileOf(bytes: Buffer): RegistryFile | null {
    return this.#last?.bytes.equals(bytes) === true ? this.#last.file : null
  }

  /** Reads what the last run left; later calls do nothing. */
  async load(folder: Folder, files: Files): Promise<void> {
    if (this.#digests !== null) return
    const bytes = await readOrdinary(folder.at(NAME), MAX_BYTES, { files }).catch((error: unknown) => {
      if (error instanceof ScribeError) return null
      throw error
    })
    this.#digests = (bytes?.toString() ?? '').split('\n').map((line) => line.trim())
  }

  /** To be called before something is put in place. */
  async save(folder: Folder, files: Files, { bytes, file: content, hasEdits, standing }: Next): Promise<void> {
    const before = standing === null ? '' : this.#digestOfOurs(standing)
    this.#last = { bytes, file: content, digest: digestOf(bytes) }
    this.#digests = [before, hasEdits ? '' : this.#last.digest]
    // Of one length, written in place, what stands first: a failure or a kill on the way leaves that as ours.
    const { O_CREAT, O_NOFOLLOW, O_WRONLY } = constants
    const file = await files.open(folder.at(NAME), O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600)
    try {
      await writeAll(file, Buffer.from(this.#digests.map((digest) => digest.padEnd(DIGEST_LENGTH)).join('\n')))
    } finally {
      await file.close()
    }
  }

  /** Empty for what somebody else wrote. */
  #digestOfOurs(bytes: Buffer): string {
    if (this.#last?.bytes.equals(bytes) === true) return this.#digests?.includes(this.#last.digest) === true ? this.#last.digest : ''
    const digest = digestOf(bytes)
    return this.#digests?.includes(digest) === true ? digest : ''
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
