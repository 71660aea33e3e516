/**
 * Reads and writes the registry and state files of one repository, atomically, keeping what others wrote. Owns the
 * files' safety (whole or old, damaged ones set aside, never emptied on doubt); not when they are written.
 */
import { realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { writeFileAtomic } from '../base/atomicFile.ts'
import { folderInside, readOrdinary } from '../base/insideRepo.ts'
import { asciiJson, parseRegistry, type RegistryFile, type RegistryRecord, serializeRegistry } from './registryShape.ts'

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
  const { text, file } = await readRegistry(path)
  const damaged = text !== null && text !== '' && (file === null || file.odd.length > 0)
  const setAside = damaged ? await keepCopy(folder, `session_registry.corrupt-${stamp(now)}.json`, text) : null
  const merged = new Map([...(file?.records ?? []), ...own])
  await writeFileAtomic(path, serializeRegistry(merged, now), { via: await scratch(repo) })
  return { setAside }
}

/** What `.ai_state.json` holds, `{}` when there is none, `null` when it is damaged (it is then left alone). */
export async function readState(repo: string): Promise<Record<string, unknown> | null> {
  const text = await readOrdinary(join(repo, STATE), MAX_BYTES)
  if (text === null || text.trim() === '') return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    return null
  }
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

async function readRegistry(path: string): Promise<{ text: string | null; file: RegistryFile | null }> {
  for (let attempt = 1; ; attempt++) {
    const text = await readOrdinary(path, MAX_BYTES)
    const file = text === null ? null : parseRegistry(text)
    if (text === null || file !== null || attempt === READ_TRIES) return { text, file }
    await sleep(READ_PAUSE_MS)
  }
}

async function keepCopy(folder: string, name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text, { flag: 'wx', flush: true })
  return name
}

function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[:.]/g, '-')
}
