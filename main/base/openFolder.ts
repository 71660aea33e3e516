/**
 * A folder inside a repository, held open: whatever is put at its path meanwhile, what is named through it stays in the
 * folder that was checked. Where the system cannot name a file through an open folder (macOS), the path is used, whose
 * last part is never followed as a link.
 */
import { constants, existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'
import { type Files, type OpenFile, systemFiles } from './files.ts'
import { requireSameFolder } from './folderIdentity.ts'
import { isCode } from './insideRepo.ts'

export interface Opening {
  readonly files?: Files
  /** Which folder the root was (`folderIdentity`); without it any is taken. */
  readonly identity?: string | null
}

export interface Folder {
  /** For messages. */
  readonly path: string
  /** What the system is to be told for a file of this name in the folder. */
  at(name: string): string
  /** Makes a rename or creation in it survive a power cut. */
  sync(): Promise<void>
  close(): Promise<void>
}

const HELD = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
const BY_DESCRIPTOR = process.platform === 'linux' && existsSync('/proc/self/fd')

/**
 * Opens `path` below `root` (a real path), created as needed. A link to another folder inside is followed, once.
 * Throws `worklog.unsafePath` if it leads outside; nothing was made there.
 */
export async function openFolder(root: string, path: string, how: Opening = {}): Promise<Folder> {
  const { files = systemFiles } = how
  let folder = await openRoot(root, how)
  for (const name of path.split('/')) {
    const parent = folder
    try {
      folder = await child(root, { parent, name, files })
    } finally {
      await parent.close()
    }
  }
  return folder
}

/** The repository's own top folder; `root` is a real path. Throws `repo.replaced` if it is not the folder of `identity`. */
export async function openRoot(root: string, { files = systemFiles, identity = null }: Opening = {}): Promise<Folder> {
  const handle = await files.open(root, HELD)
  try {
    // Asked after it was opened: a folder put in its place in between is not the one that is held.
    await requireSameFolder(root, identity)
    return hold(root, handle)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** The folder is used by `work` and closed whatever happens. */
export async function withFolder<T>(folder: Folder, work: (folder: Folder) => Promise<T>): Promise<T> {
  try {
    return await work(folder)
  } finally {
    await folder.close()
  }
}

interface Step {
  readonly parent: Folder
  readonly name: string
  readonly files: Files
}

async function child(root: string, step: Step): Promise<Folder> {
  const { parent, name, files } = step
  const made = await files.mkdir(parent.at(name)).then(
    () => true,
    (error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error
      return false
    },
  )
  // What is flushed in it later must not go with it in a power cut.
  if (made) await parent.sync()
  try {
    return hold(join(parent.path, name), await files.open(parent.at(name), HELD))
  } catch (error) {
    const isLink = isCode(error, 'ELOOP', 'ENOTDIR') && (await files.lstat(parent.at(name))).isSymbolicLink()
    if (!isLink) throw error
    return await behindLink(root, step)
  }
}

/** Opened by its real parts, so that none of them can be a link any more. */
async function behindLink(root: string, { parent, name, files }: Step): Promise<Folder> {
  const real = await files.realpath(join(parent.path, name))
  if (!real.startsWith(root + sep)) throw new ScribeError('worklog.unsafePath', `${join(parent.path, name)} leads outside the repository. Nothing was written.`)
  let folder = await openRoot(root, { files })
  for (const part of relative(root, real).split(sep)) {
    const above = folder
    try {
      folder = hold(join(above.path, part), await files.open(above.at(part), HELD))
    } finally {
      await above.close()
    }
  }
  return folder
}

function hold(path: string, handle: OpenFile): Folder {
  // A double of the file system has no descriptors.
  const through = BY_DESCRIPTOR && handle.fd >= 0 ? `/proc/self/fd/${handle.fd}` : path
  return {
    path,
    at: (name) => join(through, name),
    sync: () => handle.sync(),
    close: () => handle.close(),
  }
}
