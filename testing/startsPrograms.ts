/**
 * Which tests start programs: Git, a daemon, a child process. They are integration tests, left to `npm test`; the others run in
 * `npm run check`, which stays under a minute. Told from what a test's source names, so that no list has to be kept.
 */
import { globSync, readFileSync } from 'node:fs'

const STARTS = /createRepo|[dD]aemon|gitEnvironment|child_process|open\w+Rig|\bspawn/

/** Paths of test files under `pattern` that start programs. */
export function testsThatStartPrograms(pattern: string): string[] {
  return globSync(pattern).filter((file) => STARTS.test(readFileSync(file, 'utf8')))
}
