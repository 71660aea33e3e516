/**
 * Reads and writes the registry file of one repository, atomically, keeping what others wrote. Owns the file's safety
 * (whole or old, damaged ones set aside, never emptied on doubt); not when it is written.
 */
import { isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { type Exchanged, exchangeFile, type Held } from '../base/exchangeFile.ts'
import { type Files, systemFiles, writeAll } from '../base/files.ts'
import { isCode, readOrdinary } from '../base/insideRepo.ts'
import { type Folder, openFolder, withFolder } from '../base/openFolder.ts'
import type { OwnMark } from './ownMark.ts'
import { sameRegistry } from './recordEdit.ts'
import type { Reading, RegistryMemory, SessionEdit, Standing } from './registryMemory.ts'
import { parseRegistry, type RegistryFile, registryBytes } from './registryShape.ts'
import { salvageRegistry } from './salvageRegistry.ts'

export const FOLDER = 'artifacts'
/** Scribe's own folder below the Git directory. */
const SCRATCH = 'scribe'
export const REGISTRY = 'session_registry.json'
/** A registry beyond this is refused unread: 10,000 sessions are 5 MB. */
export const MAX_BYTES = 64 * 1024 * 1024

/** A repository as its files are written: the worktree they stand in, the Git directory they are prepared in. */
export interface RepoFolders {
  readonly root: string
  readonly gitDir: string
  /** Which folder the root was; another in its place is not written into. */
  readonly rootId?: string | null
  readonly files?: Files
}

/** What is known of the file, and when now is (ms since 1970). */
export interface Known {
  readonly memory: RegistryMemory
  readonly mark: OwnMark
  readonly now: number
  /** Hears what other programs did to our sessions, also when the write fails. */
  edited(edits: readonly SessionEdit[]): void
}

export interface MergeReport extends Exchanged<RegistryFile> {
  /** Name of the copy a damaged file was set aside as, if it was. */
  readonly setAside: string | null
}

/** Takes in what others wrote and puts what should stand there in its place; a file that says it already is left alone. */
export async function mergeRegistry(repo: RepoFolders, known: Known): Promise<MergeReport> {
  const files = repo.files ?? systemFiles
  return await withFolder(
    await openScratch(repo),
    async (via) =>
      await withFolder(
        await openFolder(repo.root, FOLDER, { files, identity: repo.rootId ?? null }),
        async (folder) => await new Merge({ folder, via, files, known }).run(),
      ),
  )
}

/** The registry as it stands, `null` when there is none that can be read. */
export async function readRegistry({ root, files = systemFiles }: RepoFolders): Promise<RegistryFile | null> {
  return await withFolder(await openFolder(root, FOLDER, { files }), async (folder) => {
    const bytes = await readOrdinary(folder.at(REGISTRY), MAX_BYTES, { files, shown: `${folder.path}/${REGISTRY}` })
    return bytes === null ? null : parseBytes(bytes)
  })
}

/** The file's sessions, or `null` when these bytes are no registry. */
export function parseBytes(bytes: Buffer): RegistryFile | null {
  return isUtf8(bytes) ? parseRegistry(bytes.toString()) : null
}

/**
 * Where temporary files stand: in the Git directory, because a file that comes and goes in the worktree makes a
 * `git add -A` of the person fail when it is gone between Git's listing and its reading.
 */
export async function openScratch({ gitDir, files = systemFiles }: RepoFolders): Promise<Folder> {
  return await openFolder(await files.realpath(gitDir), SCRATCH, { files })
}

interface Place {
  readonly folder: Folder
  readonly via: Folder
  readonly files: Files
  readonly known: Known
}

/** One pass over the file; it may look several times until nobody writes in between. */
class Merge {
  readonly #place: Place
  #setAside: string | null = null
  /** What stands in the file once the pass is over. */
  #standing: Standing | null = null

  constructor(place: Place) {
    this.#place = place
  }

  async run(): Promise<MergeReport> {
    const { known, folder, via, files } = this.#place
    await known.mark.load(via, files)
    const next = (found: Held<RegistryFile> | null): Promise<Buffer | null> => this.#next(found)
    const parse = (bytes: Buffer): RegistryFile | null => known.mark.fileOf(bytes) ?? parseBytes(bytes)
    const exchanged = await exchangeFile({ folder, name: REGISTRY, via, files, maxBytes: MAX_BYTES, parse, next })
    // Not what is wanted by now: sessions may have changed while this was written.
    if (this.#standing !== null) known.memory.wrote(this.#standing, known.now)
    return { ...exchanged, setAside: this.#setAside }
  }

  async #next(found: Held<RegistryFile> | null): Promise<Buffer | null> {
    const { known, folder, via, files } = this.#place
    // Nothing has come in, neither here nor there.
    if (found?.content && !known.memory.isChanged && known.mark.fileOf(found.bytes) === found.content) return null
    known.edited(known.memory.read(readingOf(found, known.mark), known.now))
    const damaged = found !== null && found.bytes.length > 0 && (found.content === null || found.content.odd.length > 0)
    if (damaged) this.#setAside = await keepCopy(folder, found, files)
    const wanted = known.memory.wanted()
    this.#standing = { records: wanted, changes: known.memory.changes }
    const standing = found === null ? new Map() : damaged ? null : found.content?.records
    if (standing && sameRegistry(standing, wanted)) return null
    const bytes = registryBytes(wanted, known.now)
    await known.mark.save(via, files, { bytes, file: { records: wanted, odd: [] }, hasEdits: known.memory.hasPending, standing: found?.bytes ?? null })
    return bytes
  }
}

function readingOf(found: Held<RegistryFile> | null, mark: OwnMark): Reading {
  if (found === null) return { records: new Map(), whole: false, ours: false, writtenAt: 0, bytes: 0, base: null }
  const { bytes, content, facts } = found
  const { records, odd } = content ?? salvageRegistry(bytes.toString())
  return { records, whole: content !== null && odd.length === 0, ours: mark.isOurs(bytes), writtenAt: facts.mtimeMs, bytes: bytes.length, base: null }
}

/** Named by the time of the damaged file, so that a write which fails and is tried again leaves one copy, not many. */
async function keepCopy(folder: Folder, damaged: Held<RegistryFile>, files: Files): Promise<string> {
  const name = `session_registry.corrupt-${new Date(damaged.facts.mtimeMs).toISOString().replace(/[:.]/g, '-')}.json`
  const { O_CREAT, O_EXCL, O_WRONLY } = constants
  const copy = await files.open(folder.at(name), O_CREAT | O_EXCL | O_WRONLY, 0o644).catch(async (error: unknown) => {
    const there = isCode(error, 'EEXIST') ? await readOrdinary(folder.at(name), MAX_BYTES, { files }) : null
    if (there === null || !there.equals(damaged.bytes)) throw error
    return null
  })
  if (copy === null) return name
  try {
    await writeAll(copy, damaged.bytes)
    await copy.sync()
  } finally {
    await copy.close()
  }
  return name
}
