/**
 * The `scribe` command in the person's own folder of programs, `~/.local/bin`: a link, which needs no password and goes with Scribe.
 * What is there and is not ours is never touched. Owns `agents/command-line.json` in the data folder.
 */
import { lstatSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, ScribeError } from '../../../shared/domain/error.ts'
import type { Integration } from '../../../shared/domain/integration.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { makeFolderOf, removeFolders, replaceFile } from './configFile.ts'
import type { FileChange } from './difference.ts'
import { commandIn, type InstallPlace } from './installPlace.ts'

const keptSchema = z.object({ target: z.string(), made: z.string().nullable() })

/** The link, as it is and as it would be. */
export function plannedLink(place: InstallPlace): FileChange[] {
  const path = linkPath(place)
  return [{ path, before: shown(there(path)), after: shown(commandIn(place)) }]
}

export function plannedUnlink(place: InstallPlace): FileChange[] {
  const [path, target] = [linkPath(place), there(linkPath(place))]
  return isOurs(target, place) ? [{ path, before: shown(target), after: null }] : []
}

/** Makes the link. Throws `usage.badInput` where something else is at its place. */
export function link(place: InstallPlace): FileChange[] {
  const [changes, path, target] = [plannedLink(place), linkPath(place), commandIn(place)]
  const standing = linkStanding(place)
  if (standing.problem !== null) throw new ScribeError('usage.badInput', standing.problem)
  if (standing.state === 'installed') return changes
  const made = keptOf(place)?.made ?? makeFolderOf(path)
  makeFolderOf(keptPath(place))
  replaceFile(keptPath(place), `${JSON.stringify({ target, made }, null, 2)}\n`)
  try {
    if (there(path) !== null) rmSync(path)
    // Fails where somebody made one in this very moment.
    symlinkSync(target, path)
  } catch (cause) {
    throw new ScribeError('store.failed', `${path} could not be made: ${messageOf(cause)}.`, { cause })
  }
  return changes
}

/** Removes the link if it is ours, and the folders that were made for it if nothing else is in them. */
export function unlink(place: InstallPlace): FileChange[] {
  const changes = plannedUnlink(place)
  for (const { path } of changes) {
    rmSync(path, { force: true })
    removeFolders(path, keptOf(place)?.made ?? null)
  }
  rmSync(keptPath(place), { force: true })
  return changes
}

export function linkStanding(place: InstallPlace): Pick<Integration, 'state' | 'files' | 'problem'> {
  const path = linkPath(place)
  const [target, files] = [there(path), [path]]
  if (target === null) return { state: 'notInstalled', files, problem: null }
  if (target === commandIn(place)) return { state: 'installed', files, problem: null }
  if (isOurs(target, place)) return { state: 'changed', files, problem: null }
  return { state: 'notInstalled', files, problem: `Another program is at ${path} already. Nothing was changed; move it away first.` }
}

function linkPath({ userHome }: InstallPlace): string {
  return join(userHome, '.local/bin/scribe')
}

/** Where the link leads; `''` for something that is no link, `null` for nothing. */
function there(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return null
  return found.isSymbolicLink() ? readlinkSync(path) : ''
}

/** The link to this Scribe, or the one that was made when it lay somewhere else. */
function isOurs(target: string | null, place: InstallPlace): boolean {
  return target !== null && target !== '' && (target === commandIn(place) || target === keptOf(place)?.target)
}

function shown(target: string | null): string | null {
  return target === null ? null : `→ ${target}\n`
}

function keptPath({ scribeHome }: InstallPlace): string {
  return join(scribeHome, 'agents/command-line.json')
}

function keptOf(place: InstallPlace): z.infer<typeof keptSchema> | null {
  try {
    return keptSchema.parse(parseJson(readFileSync(keptPath(place), 'utf8')))
  } catch {
    return null
  }
}
