/** Files that a page names: pages show foreign text, so what they say of paths is held against the disk. No Electron in here. */
import { lstat, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

const LONGEST_NAME = 100

/** The path of what lies at `relative` in `root`, or `null` where there is nothing or it leads outside. */
export async function fileInside(root: string, relative: string): Promise<string | null> {
  const path = join(root, relative)
  try {
    await lstat(path)
    // Its folder counts: a link in the repository is shown where it stands.
    const [folder, top] = await Promise.all([realpath(join(path, '..')), realpath(root)])
    return folder === top || folder.startsWith(top + sep) ? path : null
  } catch {
    return null
  }
}

/** A name that is nothing but a name, whatever was given. */
export function plainName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}/\\:]/gu, '-')
    .replace(/^\.+/, '')
    .slice(-LONGEST_NAME)
  return plain.trim() === '' ? 'scribe.txt' : plain
}
