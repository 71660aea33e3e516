/**
 * What Scribe needs of the machine, checked without a daemon: Node, the data folder, room on its disk, Git, the limits
 * of watching. Reads only. Each check answers for itself; one that cannot be made is a warning, never a crash.
 */
import type { Stats } from 'node:fs'
import { access, constants, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../../shared/domain/check.ts'
import { messageOf } from '../../shared/domain/error.ts'
import { findGit } from '../git/findGit.ts'
import { GitClient } from '../git/gitClient.ts'

const NODE_MAJOR = 24
const MB = 1024 * 1024
/** A record that cannot grow is no record; a day of heavy work needs some ten megabytes. */
const DISK_FAIL_MB = 100
const DISK_WARN_MB = 1024
/** One watch a folder: a large checkout has some ten thousand. */
const WATCHES_WANTED = 65_536
const INSTANCES_WANTED = 128

/** All checks of the surroundings, in the order in which they are shown. */
export async function checkSurroundings(home: string): Promise<Check[]> {
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), process.env)
  const checks = [dataFolder(home), diskSpace(home), gitFound(git), watchLimits(process.platform)]
  return [nodeVersion(process.version), ...(await Promise.all(checks))]
}

export function nodeVersion(version: string): Check {
  const found = `Node ${version.replace(/^v/, '')}.`
  if (Number(/^v(\d+)/.exec(version)?.[1]) >= NODE_MAJOR) return { name: 'node', status: 'ok', found }
  return { name: 'node', status: 'fail', found, advice: `Scribe needs Node ${NODE_MAJOR} or newer.` }
}

/** The folder of everything that is not in a repository: there, private, writable. */
export async function dataFolder(home: string): Promise<Check> {
  const name = 'data folder'
  const top = await statOf(home)
  if (top === null) return { name, status: 'ok', found: `${home} is made at the first start.` }
  if (!top.isDirectory()) return { name, status: 'fail', found: `${home} is no folder.`, advice: 'Remove it, or set SCRIBE_HOME to a folder.' }
  if (top.uid !== process.getuid?.())
    return { name, status: 'fail', found: `${home} belongs to somebody else.`, advice: 'Set SCRIBE_HOME to a folder of your own.' }
  if (!(await isWritable(home))) return { name, status: 'fail', found: `${home} cannot be written.`, advice: `Run: chmod u+rwx '${home}'` }
  const open = await openToOthers(home)
  if (open.length === 0) return { name, status: 'ok', found: `${home} is yours alone.` }
  return { name, status: 'warn', found: `Others can read ${open.join(', ')}.`, advice: `Run: chmod -R go-rwx '${home}'` }
}

export async function diskSpace(home: string): Promise<Check> {
  const name = 'disk space'
  try {
    const { bavail, bsize } = await statfs((await statOf(home)) === null ? join(home, '..') : home)
    return judgeSpace((bavail * bsize) / MB)
  } catch (error) {
    return { name, status: 'warn', found: `It could not be measured: ${messageOf(error)}.` }
  }
}

export function judgeSpace(freeMb: number): Check {
  const found = `${Math.floor(freeMb)} MB are free.`
  if (freeMb >= DISK_WARN_MB) return { name: 'disk space', status: 'ok', found }
  return { name: 'disk space', status: freeMb < DISK_FAIL_MB ? 'fail' : 'warn', found, advice: 'Make room: what cannot be written cannot be recorded.' }
}

/** Whether Git is there and new enough, as whoever asks would start it. */
export async function gitFound(git: GitClient): Promise<Check> {
  try {
    const { program, said } = await git.version()
    return { name: 'git', status: 'ok', found: `${said}, ${program}.` }
  } catch (error) {
    return { name: 'git', status: 'fail', found: messageOf(error), advice: 'Install Git 2.30 or newer. On a Mac: xcode-select --install' }
  }
}

/** Linux counts watches; a Mac does not. */
export async function watchLimits(platform: NodeJS.Platform, folder = '/proc/sys/fs/inotify'): Promise<Check> {
  const name = 'watch limits'
  if (platform !== 'linux') return { name, status: 'ok', found: 'This system counts no watches.' }
  const [watches, instances] = await Promise.all([numberIn(join(folder, 'max_user_watches')), numberIn(join(folder, 'max_user_instances'))])
  if (watches === null || instances === null) return { name, status: 'warn', found: 'The limits could not be read.' }
  const found = `${watches} watches, ${instances} watchers.`
  if (watches >= WATCHES_WANTED && instances >= INSTANCES_WANTED) return { name, status: 'ok', found }
  const advice = `Large repositories need more: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512`
  return { name, status: 'warn', found, advice }
}

async function openToOthers(home: string): Promise<string[]> {
  const paths = ['.', 'data', 'data/scribe.db', 'run', 'run/scribe.json', 'run/scribe.sock', 'settings.json']
  const found = await Promise.all(paths.map(async (path) => ({ path: join(home, path), mode: (await statOf(join(home, path)))?.mode ?? 0 })))
  return found.flatMap(({ path, mode }) => ((mode & 0o077) === 0 ? [] : [path]))
}

async function statOf(path: string): Promise<Stats | null> {
  return await stat(path).catch(() => null)
}

async function isWritable(path: string): Promise<boolean> {
  return await access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function numberIn(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return /^\d+$/.test(text.trim()) ? Number(text) : null
}
