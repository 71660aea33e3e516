/**
 * Large repositories for benches: N tracked files, twelve a folder, with `node_modules` beside that nobody should enter. Made
 * once for a size and kept in the temporary folder for the run; `close` removes them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../testing/scaffold.ts'

const FILES_IN_FOLDER = 12
const FOLDERS_IN_FOLDER = 8

export interface Tree {
  readonly repo: TestRepo
  /** Paths of the tracked files. */
  readonly files: readonly string[]
}

/** A repository of `count` tracked files (all committed) and `ignored` files in node_modules. */
export function createTree(count: number, ignored = 0): Tree {
  const root = tempFolder('bt-')
  const repo = createRepo({ folder: root })
  writeFileSync(join(root, '.gitignore'), 'node_modules/\n')
  const files = Array.from({ length: count }, (_, index) => `${folderOf(Math.floor(index / FILES_IN_FOLDER))}/f${index}.ts`)
  writeAll(root, files)
  writeAll(
    root,
    Array.from({ length: ignored }, (_, index) => `node_modules/p${Math.floor(index / 20)}/f${index}.js`),
  )
  repo.git('-c', 'core.fsync=none', 'add', '-A')
  repo.git('-c', 'core.fsync=none', 'commit', '-q', '-m', 'first')
  return { repo, files }
}

export function removeTree(tree: Tree): void {
  removeFolder(tree.repo.root)
}

/** Folder number `index` of a tree in which each folder has up to eight folders. */
function folderOf(index: number): string {
  const names: string[] = []
  for (let rest = index; rest > 0; rest = Math.floor((rest - 1) / FOLDERS_IN_FOLDER)) names.unshift(`d${(rest - 1) % FOLDERS_IN_FOLDER}`)
  return ['src', ...names].join('/')
}

function writeAll(root: string, paths: readonly string[]): void {
  const made = new Set<string>()
  for (const path of paths) {
    const folder = join(root, path.slice(0, path.lastIndexOf('/')))
    if (!made.has(folder)) mkdirSync(folder, { recursive: true })
    made.add(folder)
    writeFileSync(join(root, path), `${path}\n`)
  }
}
