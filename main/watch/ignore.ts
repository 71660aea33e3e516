/**
 * Which paths the watch passes over. Pure. What Git ignores as a whole folder, Git's own folder, and the files Scribe
 * writes (a log that reports itself never ends). A tracked file inside such a folder is still found by the scan.
 */

/** Never entered, wherever they stand: nobody's own work lives there and they hold most of a tree's files. */
const NEVER_ENTERED = new Set(['.git', 'node_modules', '.venv', '__pycache__'])

/** What Scribe (and the Python program) writes in a repository. */
const OWN_FILE =
  /^(?:\.(?:ai|rehydrate)_state\.json|artifacts\/(?:worklogs|summaries)\/.*|artifacts\/session_registry(?:\.[^/]*)?\.json|artifacts\/ai_state\.corrupt-[^/]*\.json|(?:.*\/)?\.scribe-[0-9a-f]{12}\.tmp)$/

/** True for files that Scribe itself writes; `path` is relative to the repository, with `/`. */
export function isOwnFile(path: string): boolean {
  return OWN_FILE.test(path)
}

/** A test for paths relative to the root. `ignoredFolders` may end with `/`. */
export function createIgnore(ignoredFolders: readonly string[]): (path: string) => boolean {
  const folders = new Set(ignoredFolders.map((folder) => folder.replace(/\/+$/, '')))
  return (path) => isOwnFile(path) || path.split('/').some((name, index, names) => NEVER_ENTERED.has(name) || folders.has(names.slice(0, index + 1).join('/')))
}
