/**
 * Puts Scribe into an agent's files and takes it out again, exactly: what stood there is kept, byte for byte, and put back if nobody has
 * written the file since; else only Scribe's part is taken out. Owns `agents/` in the data folder. A file that cannot be read as JSON is
 * left alone, aloud.
 */
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { ScribeError } from '../../shared/domain/error.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { type AgentFile, agentFiles, type Installable, type Programs } from './agentConfigs.ts'

const MODE = 0o600

const keptSchema = z.array(
  z.object({
    path: z.string(),
    /** What stood there, as base64; `null` for no file. */
    before: z.string().nullable(),
    written: z.string(),
  }),
)
type Kept = z.infer<typeof keptSchema>

export interface InstallPlace {
  /** The person's home, where agents keep their files. */
  readonly userHome: string
  /** The data folder. */
  readonly scribeHome: string
  /** Where the receiver comes from; it is copied, so that its path stays when Scribe is moved or updated. */
  readonly receiver: string
  /** The `scribe` command. */
  readonly scribe: string
}

/** One file, as it was and as it is or would be. */
export interface FileChange {
  readonly path: string
  readonly before: string | null
  /** `null`: there is no file then. */
  readonly after: string | null
}

/** What `install` would change. Throws `usage.badInput` for a file that is no JSON object, or that names something else in Scribe's place. */
export function plannedInstall(agent: Installable, place: InstallPlace): FileChange[] {
  const programs: Programs = { receiver: receiverIn(place), scribe: place.scribe }
  return agentFiles(agent, place.userHome).map((file) => {
    const before = textOf(file.path)
    return { path: file.path, before, after: rendered(file.add(parsed(file.path, before), programs), before) }
  })
}

/** Changes the agent's files, all or none, and remembers what was there. */
export function install(agent: Installable, place: InstallPlace): FileChange[] {
  const changes = plannedInstall(agent, place)
  const receiver = receiverIn(place)
  mkdirSync(dirname(receiver), { recursive: true, mode: 0o700 })
  copyFileSync(place.receiver, receiver)
  chmodSync(receiver, 0o755)
  // What an earlier installation found is what a removal puts back.
  const earlier = new Map(keptOf(agent, place).map((kept) => [kept.path, kept]))
  const kept = changes.map(({ path, before, after }) => ({
    path,
    before: earlier.get(path)?.before ?? (earlier.has(path) ? null : encoded(before)),
    written: digestOf(after),
  }))
  mkdirSync(dirname(keptPath(agent, place)), { recursive: true, mode: 0o700 })
  replace(keptPath(agent, place), `${JSON.stringify(kept, null, 2)}\n`)
  for (const { path, after } of changes) if (after !== null) replace(path, after)
  return changes
}

/** Takes Scribe out again. */
export function remove(agent: Installable, place: InstallPlace): FileChange[] {
  const kept = new Map(keptOf(agent, place).map((each) => [each.path, each]))
  const changes = agentFiles(agent, place.userHome).map((file) => removed(file, kept.get(file.path)))
  for (const { path, before, after } of changes) {
    if (after === before) continue
    if (after === null) rmSync(path, { force: true })
    else replace(path, after)
  }
  rmSync(keptPath(agent, place), { force: true })
  return changes
}

/** True when it was installed and not removed since. */
export function isInstalled(agent: Installable, place: InstallPlace): boolean {
  return existsSync(keptPath(agent, place))
}

function removed(file: AgentFile, kept: Kept[number] | undefined): FileChange {
  const before = textOf(file.path)
  if (before === null) return { path: file.path, before, after: null }
  if (kept !== undefined && digestOf(before) === kept.written) {
    return { path: file.path, before, after: kept.before === null ? null : Buffer.from(kept.before, 'base64').toString('utf8') }
  }
  const content = parsed(file.path, before)
  const without = file.remove(content)
  return { path: file.path, before, after: without === content ? before : rendered(without, before) }
}

function parsed(path: string, text: string | null): Readonly<Record<string, unknown>> {
  if (text === null || text.trim() === '') return {}
  const content: unknown = parseJson(text)
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Record<string, unknown>
  throw new ScribeError('usage.badInput', `${path} is no JSON object. Nothing was changed; mend it, or put Scribe in by hand (docs/agents.md).`)
}

/** Indented as the file was. */
function rendered(content: object, before: string | null): string {
  const indent = /^[\t ]+(?=")/m.exec(before ?? '')?.[0] ?? '  '
  return `${JSON.stringify(content, null, indent)}\n`
}

function textOf(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
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
  const found = keptSchema.safeParse(parseJson(textOf(keptPath(agent, place)) ?? ''))
  return found.success ? found.data : []
}

function receiverIn({ scribeHome }: InstallPlace): string {
  return join(scribeHome, 'bin/scribe-hook')
}

/** By a file beside it, with the mode it had; an agent that reads meanwhile sees the old or the new one. */
function replace(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const mode = existsSync(path) ? statSync(path).mode & 0o777 : MODE
  const temporary = `${path}.scribe-${process.pid}`
  writeFileSync(temporary, text, { mode })
  renameSync(temporary, path)
}
