/**
 * Puts Scribe into an agent's files and takes it out again, exactly: what stood there is kept, byte for byte, and put back if nobody has
 * written the file since; else only Scribe's part is taken out. All files of an agent, or none. Owns `agents/NAME.json` in the data folder.
 */
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { ScribeError } from '../../../shared/domain/error.ts'
import type { Integration } from '../../../shared/domain/integration.ts'
import type { Installable } from '../../../shared/domain/integrationNames.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { type AgentFile, agentFiles, agentFolder } from './agentFiles.ts'
import { makeFolderOf, parseConfig, readConfig, removeFolders, renderConfig, replaceFile } from './configFile.ts'
import type { FileChange } from './difference.ts'
import { type InstallPlace, programsOf, receiverIn } from './installPlace.ts'

const keptSchema = z.array(
  z.object({
    path: z.string(),
    /** What stood there, as base64; `null` for no file. */
    before: z.string().nullable(),
    /** Digest of what was written. */
    written: z.string(),
    /** The first folder that had to be made for it. */
    made: z.string().nullable().default(null),
  }),
)
type Kept = z.infer<typeof keptSchema>

/** What `install` would change. Throws `usage.badInput` for a file that is no JSON object, or that names something else in Scribe's place. */
export function plannedInstall(agent: Installable, place: InstallPlace): FileChange[] {
  const programs = programsOf(place)
  return agentFiles(agent, place).map((file) => {
    const before = readConfig(file.path)
    if (file.kind === 'text') return { path: file.path, before, after: file.text(programs) }
    return { path: file.path, before, after: renderConfig(file.add(parseConfig(file.path, before), programs), before) }
  })
}

/** Changes the agent's files and remembers what was there. Throws what `plannedInstall` throws, or `store.failed`; nothing is changed then. */
export function install(agent: Installable, place: InstallPlace): FileChange[] {
  const changes = plannedInstall(agent, place)
  const receiver = receiverIn(place)
  mkdirSync(dirname(receiver), { recursive: true, mode: 0o700 })
  copyFileSync(join(place.resources, 'plugins/hooks/scribe-hook'), receiver)
  chmodSync(receiver, 0o755)
  const earlier = new Map(keptOf(agent, place).map((kept) => [kept.path, kept]))
  const made = new Map(changes.map(({ path }) => [path, makeFolderOf(path)]))
  const kept = changes.map(({ path, before, after }): Kept[number] => {
    const first = earlier.get(path)
    // What an earlier installation found is what a removal puts back.
    const found = first === undefined ? encoded(before) : first.before
    return { path, before: found, written: digestOf(after), made: first?.made ?? made.get(path) ?? null }
  })
  makeFolderOf(keptPath(agent, place))
  replaceFile(keptPath(agent, place), `${JSON.stringify(kept, null, 2)}\n`)
  try {
    writeAll(changes)
  } catch (error) {
    if (earlier.size === 0) rmSync(keptPath(agent, place), { force: true })
    for (const [path, folder] of [...made].reverse()) removeFolders(path, folder)
    throw error
  }
  return changes
}

/** Takes Scribe out again. Throws as `install` does. */
export function remove(agent: Installable, place: InstallPlace): FileChange[] {
  const kept = new Map(keptOf(agent, place).map((each) => [each.path, each]))
  const changes = plannedRemoval(agent, place)
  writeAll(changes)
  for (const { path, after } of [...changes].reverse()) if (after === null) removeFolders(path, kept.get(path)?.made ?? null)
  rmSync(keptPath(agent, place), { force: true })
  return changes
}

/** What `remove` would change. */
export function plannedRemoval(agent: Installable, place: InstallPlace): FileChange[] {
  const kept = new Map(keptOf(agent, place).map((each) => [each.path, each]))
  return agentFiles(agent, place).map((file) => {
    const before = readConfig(file.path)
    return { path: file.path, before, after: before === null ? null : withoutScribe(file, before, kept.get(file.path)) }
  })
}

/** How things stand, by what is in the files; `problem` says why it cannot be put in. */
export function standing(agent: Installable, place: InstallPlace): Pick<Integration, 'state' | 'files' | 'problem'> {
  const files = agentFiles(agent, place)
  const paths = files.map(({ path }) => path)
  const isThere = existsSync(agentFolder(agent, place))
  const isKept = existsSync(keptPath(agent, place))
  try {
    plannedInstall(agent, place)
    const there = files.map((file) => stands(file, place))
    if (there.every((how) => how === 'whole')) return { state: 'installed', files: paths, problem: null }
    const some = isKept || there.some((how) => how !== 'none')
    return { state: some ? 'changed' : isThere ? 'notInstalled' : 'notFound', files: paths, problem: null }
  } catch (error) {
    if (!(error instanceof ScribeError)) throw error
    return { state: isKept ? 'changed' : 'notInstalled', files: paths, problem: error.message }
  }
}

function stands(file: AgentFile, place: InstallPlace): 'whole' | 'part' | 'none' {
  const text = readConfig(file.path)
  if (text === null) return 'none'
  if (file.kind === 'text') return text === file.text(programsOf(place)) ? 'whole' : file.isOurs(text) ? 'part' : 'none'
  const content = parseConfig(file.path, text)
  if (isDeepStrictEqual(file.ours(content), file.ours(file.add({}, programsOf(place))))) return 'whole'
  return isDeepStrictEqual(file.ours(content), file.ours({})) ? 'none' : 'part'
}

function withoutScribe(file: AgentFile, before: string, kept: Kept[number] | undefined): string | null {
  const found = kept?.before == null ? null : Buffer.from(kept.before, 'base64').toString('utf8')
  if (kept !== undefined && digestOf(before) === kept.written) return found
  if (file.kind === 'text') return file.isOurs(before) ? found : before
  const content = parseConfig(file.path, before)
  const without = file.remove(content)
  return without === content ? before : renderConfig(without, before)
}

/** All or none: what was written already is put back when a later one cannot be. */
function writeAll(changes: readonly FileChange[]): void {
  const done: FileChange[] = []
  try {
    for (const change of changes) {
      if (readConfig(change.path) !== change.before)
        throw new ScribeError('usage.badInput', `${change.path} was written by another program just now. Try again.`)
      done.push(change)
      write(change.path, change.before, change.after)
    }
  } catch (error) {
    for (const { path, before, after } of done) if (readConfig(path) === after) write(path, after, before)
    throw error
  }
}

function write(path: string, before: string | null, after: string | null): void {
  if (after === before) return
  if (after === null) rmSync(path, { force: true })
  else replaceFile(path, after)
}

function encoded(text: string | null): string | null {
  return text === null ? null : Buffer.from(text, 'utf8').toString('base64')
}

function digestOf(text: string | null): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex')
}

function keptPath(agent: Installable, { scribeHome }: InstallPlace): string {
  return join(scribeHome, 'agents', `${agent}.json`)
}

function keptOf(agent: Installable, place: InstallPlace): Kept {
  const path = keptPath(agent, place)
  const found = keptSchema.safeParse(parseJson(existsSync(path) ? readFileSync(path, 'utf8') : ''))
  return found.success ? found.data : []
}
