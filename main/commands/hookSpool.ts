/**
 * What agents' hooks, and clients with a note, left in the spool while nobody answered, or not in time: taken in order, recorded, removed. A file that
 * cannot be read is removed too, after it was logged: it would be no better the next time. Owns `spool/` in the data folder.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../shared/domain/error.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import type { Logger } from '../base/logger.ts'

/** As the receiver names them: seconds, its process, agent, event. */
const NAME = /^(\d{1,12})-\d{1,10}\.([a-z-]{1,40})\.([A-Za-z_]{1,60})\.json$/
const MOST_FILES = 10_000
const MOST_BYTES = 1024 * 1024
/** What could not be recorded for so long will not be. */
const KEPT_MS = 7 * 86_400_000
/** In the place of an agent's name: a note of a client, as it would have asked for it. */
export const CLIENT = 'client'

export interface Spooled {
  readonly agent: string
  readonly event: string
  readonly input: unknown
}

/** `waits`: it stays for another time, and what comes after it does not wait for it. */
export type Take = (spooled: Spooled) => Promise<'taken' | 'waits'>

/**
 * Hands over everything that is there, oldest first. After one that cannot be taken now (`take` throws) nothing else of its folder is asked
 * for, so that the order stays there; what other folders have to say does not wait. True if nothing was refused.
 */
export async function drainSpool(folder: string, take: Take, log: Logger): Promise<boolean> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name)).sort(byTime)
  const refused = new Set<string>()
  for (const name of names.slice(0, MOST_FILES)) {
    const input = await readInput(join(folder, name))
    if (input === undefined) log.warn('what a hook left could not be read', { name })
    const from = folderOf(input)
    const end = input === undefined ? 'taken' : refused.has(from) ? 'refused' : await ended(name, input, { take, log })
    if (end === 'refused') refused.add(from)
    const [, seconds = ''] = NAME.exec(name) ?? []
    if (end === 'taken' || Date.now() - Number(seconds) * 1000 >= KEPT_MS) await rm(join(folder, name), { force: true })
  }
  return refused.size === 0
}

/** The folder it happened in, of a hook's input as of a note. */
function folderOf(input: unknown): string {
  return typeof input === 'object' && input !== null && 'cwd' in input ? String(input.cwd) : ''
}

async function ended(name: string, input: unknown, { take, log }: { readonly take: Take; readonly log: Logger }): Promise<'taken' | 'waits' | 'refused'> {
  const [, , agent = '', event = ''] = NAME.exec(name) ?? []
  try {
    return await take({ agent, event, input })
  } catch (error) {
    log.warn('what a hook left could not be recorded', { name, error: messageOf(error) })
    return 'refused'
  }
}

async function readInput(path: string): Promise<unknown> {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile() || found.size > MOST_BYTES) return undefined
  return parseJson(await readFile(path, 'utf8').catch(() => '')) ?? undefined
}

function byTime(a: string, b: string): number {
  return Number(a.split('-', 1)[0]) - Number(b.split('-', 1)[0]) || (a < b ? -1 : 1)
}
