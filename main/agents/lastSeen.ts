/**
 * When each agent, and the command line, last told or asked something: by its hooks, or by the name under which its MCP server connects.
 * Kept in a small file over restarts, written at most once a minute; what it says is for people to read and decides nothing.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { ClientInfo } from '../../shared/domain/client.ts'
import { INTEGRATIONS, type IntegrationName } from '../../shared/domain/integrationNames.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { writeFileAtomic } from '../base/atomicFile.ts'
import { background } from '../base/background.ts'
import type { Logger } from '../base/logger.ts'

/** Below the data folder. */
export const SEEN_FILE = 'agents/seen.json'
const WRITE_MS = 60_000
const fileSchema = z.partialRecord(z.enum(INTEGRATIONS), z.number())

export type SeenTimes = Readonly<Partial<Record<IntegrationName, number>>>

/** What the file in this data folder says; nothing where there is none. `read` reads a file. */
export function lastSeenIn(home: string, read: (path: string) => string): SeenTimes {
  try {
    return fileSchema.parse(JSON.parse(read(join(home, SEEN_FILE))))
  } catch {
    return {}
  }
}

export interface LastSeenParts {
  readonly path: string
  readonly now: () => number
  readonly log: Logger
}

export class LastSeen {
  readonly #parts: LastSeenParts
  readonly #times = new Map<IntegrationName, number>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(parts: LastSeenParts) {
    this.#parts = parts
  }

  /** Takes over what an earlier life saw. */
  async start(): Promise<void> {
    const found = fileSchema.safeParse(parseJson(await readFile(this.#parts.path, 'utf8').catch(() => '')))
    for (const [name, at] of Object.entries(found.data ?? {})) this.#times.set(name as IntegrationName, at)
  }

  /** ms since 1970, `null` for never. */
  of(name: IntegrationName): number | null {
    return this.#times.get(name) ?? null
  }

  /** It has told or asked something. A name that is not known is passed over. */
  note(name: string): void {
    const known = INTEGRATIONS.find((each) => each === name)
    if (known === undefined) return
    this.#times.set(known, this.#parts.now())
    this.#timer ??= setTimeout(() => this.#write(), WRITE_MS).unref()
  }

  /** Somebody has connected. */
  heed({ name, kind }: Pick<ClientInfo, 'name' | 'kind'>): void {
    if (kind === 'cli') this.note('command-line')
    if (kind === 'mcp') this.note(/^scribe-mcp:(.+)$/.exec(name)?.[1] ?? '')
  }

  /** Writes what is not written yet. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#timer !== undefined) this.#write()
    await this.#writing
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { log } = this.#parts
    this.#writing = this.#writing.then(() => this.#save()).catch((error: unknown) => log.warn('who was seen could not be kept', { error }))
    background(this.#writing, 'keeping who was seen', log)
  }

  async #save(): Promise<void> {
    const { path } = this.#parts
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFileAtomic(path, `${JSON.stringify(Object.fromEntries(this.#times), null, 2)}\n`, { mode: 0o600 })
  }
}
