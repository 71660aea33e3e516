/**
 * Keeps sample data and real records apart: a demo's data folder carries a mark, and what has the mark is no ordinary daemon's, what has
 * none no demo's. Owns the mark and the removal of the folder. Invariant: nothing is removed that does not carry the mark.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'

const MARK = 'demo.json'
const WHAT = 'Sample data of a Scribe demo. The whole folder is removed when the demo ends.'

/**
 * Takes a folder that is there not yet, or empty, as a demo's, and returns its real path. Throws `store.demo` for the folder of real records and for one with
 * anything in it: what an earlier demo left is removed by `removeDemo` first.
 */
export function claimDemo(home: string, seed: number): string {
  refuseReal(home)
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    writeFileSync(join(home, MARK), `${JSON.stringify({ demo: WHAT, seed })}\n`, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    throw new ScribeError('store.failed', `The demo's folder ${home} cannot be used: ${messageOf(cause)}.`, { cause })
  }
  return realpathSync(home)
}

/** True for a folder in which a demo is, or was left by one that was killed. */
export function isDemo(home: string): boolean {
  try {
    return lstatSync(join(home, MARK)).isFile()
  } catch {
    return false
  }
}

/** Each kind of daemon has folders of its own. Throws `store.demo` for one of the other kind. */
export function requireKind(home: string, demo: boolean): void {
  if (isDemo(home) === demo) return
  const why = demo ? 'holds no sample data, so no demo runs there' : 'holds the sample data of a demo, and no real record is ever mixed with it'
  throw new ScribeError('store.demo', `${home} ${why}. Choose another SCRIBE_HOME.`)
}

/** Removes a demo's folder with all that is in it; anything else is left alone. Safe to call twice. */
export function removeDemo(home: string): void {
  if (isDemo(home)) rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

function refuseReal(home: string): void {
  const isReal = resolved(home) === resolved(join(homedir(), '.scribe')) || resolved(home) === resolved(homedir())
  const found = existsSync(home) ? lstatSync(home) : undefined
  const isFree = found === undefined || (found.isDirectory() && readdirSync(home).length === 0)
  if (!isReal && isFree) return
  throw new ScribeError(
    'store.demo',
    `${home} is not for a demo: it ${isReal ? 'is' : 'may be'} the place of real records. Name an empty folder in SCRIBE_HOME, or none.`,
  )
}

/** With links resolved, as far as there is anything. */
function resolved(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(resolved(dirname(path)), basename(path))
  }
}
