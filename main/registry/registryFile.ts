/**
 * Reads and writes the registry and state files of one repository, atomically, keeping what others wrote. Owns the
 * files' safety (whole or old, damaged ones set aside, never emptied on doubt); not when they are written.
 */
import { isUtf8 } from 'node:buffer'
import { lstat, readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeFileAtomic } from '../base/atomicFile.ts'
import { folderInside, isCode, readOrdinary } from '../base/insideRepo.ts'
import { asciiJson, objectSchema, parseJson, parseRegistry, type RegistryFile, type RegistryRecord, serializeRegistry } from './registryShape.ts'
import { salvageRegistry } from './salvageRegistry.ts'

const FOLDER = 'artifacts'
/** Scribe's own folder below the Git directory. */
const SCRATCH = 'scribe'
const REGISTRY = 'session_registry.json'
const STATE = '.ai_state.json'
/** A registry beyond this is refused unread: 10,000 sessions are 5 MB. */
const MAX_BYTES = 64 * 1024 * 1024

/** The Python program empties the file before it writes it; a torn read is tried again before it is believed. */
const READ_TRIES = 10
const READ_PAUSE_MS = 20

export interface WriteReport {
  /** Name of the copy a damaged file was set aside as, if it was. */
  readonly setAside: string | null
}

/** A repository as its files are written: the worktree they stand in, the Git directory they are prepared in. */
export interface RepoFolders {
  readonly root: string
  readonly gitDir: string
}

/** Merges `own` into the registry of `repo`: own records replace theirs, all others stay. `now` in ms. */
export async function mergeRegistry(repo: RepoFolders, own: ReadonlyMap<string, RegistryRecord>, now: number): Promise<WriteReport> {
  const folder = await folderInside(repo.root, FOLDER)
  const path = join(folder, REGISTRY)
  const { bytes, file } = await readRegistry(path)
  const damaged = bytes.length > 0 && (file === null || file.odd.length > 0)
  const setAside = damaged ? await keepCopy(folder, { path, bytes }) : null
  const { records } = file ?? salvageRegistry(bytes.toString())
  const merged = new Map([...records, ...own])
  await writeFileAtomic(path, serializeRegistry(merged, now), { via: await scratch(repo) })
  return { setAside }
}

/** What `.ai_state.json` holds, `{}` when there is none, `null` when it is damaged (it is then left alone). */
export async function readState(repo: string): Promise<Readonly<Record<string, unknown>> | null> {
  const bytes = await readOrdinary(join(repo, STATE), MAX_BYTES)
  if (bytes === null || bytes.toString().trim() === '') return {}
  const state = objectSchema.safeParse(isUtf8(bytes) ? parseJson(bytes.toString()) : null)
  return state.success ? state.data : null
}

/** Sets Scribe's keys in `.ai_state.json` and keeps all others. False when the file is damaged: nothing was written. */
export async function mergeState(repo: RepoFolders, own: Readonly<Record<string, unknown>>): Promise<boolean> {
  const state = await readState(repo.root)
  if (state === null) return false
  await writeFileAtomic(join(repo.root, STATE), asciiJson({ ...state, ...own }), { via: await scratch(repo) })
  return true
}

/**
 * Where temporary files stand: in the Git directory, because a file that comes and goes in the worktree makes a
 * `git add -A` of the person fail when it is gone between Git's listing and its reading.
 */
async function scratch(repo: RepoFolders): Promise<string> {
  return await folderInside(await realpath(repo.gitDir), SCRATCH)
}

/** No bytes when there is no file; `file` is `null` when they are no registry, also after several tries. */
async function readRegistry(path: string): Promise<{ bytes: Buffer; file: RegistryFile | null }> {
  for (let attempt = 1; ; attempt++) {
    const bytes = await readOrdinary(path, MAX_BYTES)
    if (bytes === null) return { bytes: Buffer.alloc(0), file: null }
    const file = isUtf8(bytes) ? parseRegistry(bytes.toString()) : null
    if (file !== null || attempt === READ_TRIES) return { bytes, file }
    await sleep(READ_PAUSE_MS)
  }
}

/** Named by the time of the damaged file, so that a write which fails and is tried again leaves one copy, not many. */
async function keepCopy(folder: string, damaged: { path: string; bytes: Buffer }): Promise<string> {
  const name = `session_registry.corrupt-${stamp((await lstat(damaged.path)).mtimeMs)}.json`
  const path = join(folder, name)
  await writeFile(path, damaged.bytes, { flag: 'wx', flush: true }).catch(async (error: unknown) => {
    if (!isCode(error, 'EEXIST') || !damaged.bytes.equals(await readFile(path))) throw error
  })
  return name
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[:.]/g, '-')
}
