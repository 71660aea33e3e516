/**
 * Where Git is, as an absolute path, so that a repository or a changed PATH can never choose another program. On a
 * Mac `/usr/bin/git` is a stub that opens an installer dialog unless the developer tools are there, so it is only
 * taken when they are.
 */
import { accessSync, constants, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** The first is where `xcode-select --switch` keeps its choice: reading the link tells what `xcode-select -p` would, without starting it. */
const MAC_TOOLS = [
  '/var/db/xcode_select_link/usr/bin/git',
  '/Library/Developer/CommandLineTools/usr/bin/git',
  '/Applications/Xcode.app/Contents/Developer/usr/bin/git',
]
const USUAL = ['/opt/homebrew/bin/git', '/usr/local/bin/git', ...MAC_TOOLS]
const STUB = '/usr/bin/git'

/** Absolute path of Git, or `null` when there is none. */
export function findGit(path: string, platform: NodeJS.Platform, isProgram: (path: string) => boolean = isExecutable): string | null {
  const onPath = path
    .split(':')
    .filter(isAbsolute)
    .map((folder) => join(folder, 'git'))
  const stubIsReal = platform !== 'darwin' || MAC_TOOLS.some(isProgram)
  return [...onPath, ...USUAL, STUB].find((candidate) => (candidate !== STUB || stubIsReal) && isProgram(candidate)) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
