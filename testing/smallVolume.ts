/** A volume of a few kilobytes or megabytes, for tests that fill it or make it read-only. Linux, and only for root. */
import { execFileSync, spawnSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeFolder, tempFolder } from './scaffold.ts'

export interface SmallVolume {
  readonly folder: string
  /** Uses all room that is left. */
  fill(): void
  /** Gives the room back. */
  empty(): void
  readOnly(is: boolean): void
  remove(): void
}

/** Throws if this user may not mount one (`canMount`). */
export function smallVolume(kb: number): SmallVolume {
  const folder = tempFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kb}k`, 'none', folder])
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder)
      try {
        writeFileSync(ballast, Buffer.alloc(bavail * bsize))
      } catch {
        // Somebody else took the last of it.
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    readOnly: (is) => void execFileSync('mount', ['-o', `remount,${is ? 'ro' : 'rw'}`, folder]),
    remove: () => {
      execFileSync('umount', ['-l', folder])
      removeFolder(folder)
    },
  }
}

/** Whether volumes can be made here; says why not. */
export function canMount(): boolean {
  const mayMount = process.platform === 'linux' && process.getuid?.() === 0
  const folder = tempFolder()
  const mounted = mayMount && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]).status === 0
  if (mounted) execFileSync('umount', [folder])
  else process.stdout.write('full and read-only disks are not made here: this user may not mount a volume\n')
  removeFolder(folder)
  return mounted
}
