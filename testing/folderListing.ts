/** Everything below a folder as values that can be compared: to prove that something was left as it was. */
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { join } from 'node:path'

/** Path relative to `folder` to kind, mode and content (as a hash). Links are named, not followed; pipes are not opened. */
export function listFolder(folder: string): Record<string, string> {
  const listing: Record<string, string> = {}
  const visit = (relative: string): void => {
    for (const name of readdirSync(join(folder, relative)).sort()) {
      const path = join(relative, name)
      const found = lstatSync(join(folder, path))
      listing[path] = summary(join(folder, path), found)
      if (found.isDirectory()) visit(path)
    }
  }
  visit('')
  return listing
}

function summary(path: string, found: Stats): string {
  const mode = (found.mode & 0o7777).toString(8)
  if (found.isSymbolicLink()) return `link to ${readlinkSync(path)}`
  if (found.isDirectory()) return `folder ${mode}`
  return found.isFile() ? `file ${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}` : `special ${mode}`
}
