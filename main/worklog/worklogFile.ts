/**
 * The one writer of worklog files: appends whole entries and makes them durable. Owns the file's form on disk (header,
 * no torn tail); not which entries belong in it. Existing text is never rewritten.
 */
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../base/atomicFile.ts'
import { folderInside, openForAppend } from '../base/insideRepo.ts'
import { worklogHeader } from './renderEntry.ts'

export const WORKLOG_FOLDER = 'artifacts/worklogs'

/** What is looked for (the entries of the last minutes) stands at the end. */
const MAX_TAIL = 8 * 1024 * 1024

/** Path of a worklog relative to its repository, as the registry names it. */
export function worklogPath(backlogId: string): string {
  return `${WORKLOG_FOLDER}/${backlogId}.md`
}

/** Appends `blocks` (rendered) and flushes them to disk. On a short or failed write the file is cut back to what it was. */
export async function appendBlocks(repo: string, backlogId: string, blocks: readonly string[]): Promise<void> {
  const folder = await folderInside(repo, WORKLOG_FOLDER)
  const file = await openForAppend(join(folder, `${backlogId}.md`))
  try {
    const { size } = await file.stat()
    const head = size === 0 ? worklogHeader(backlogId) : ''
    await appendAll(file, Buffer.from(head + blocks.join('')), size)
    await file.datasync()
    if (size === 0) await syncFolder(folder)
  } finally {
    await file.close()
  }
}

/** The text, of a very long file the end; `''` when there is no file yet. */
export async function readWorklog(repo: string, backlogId: string): Promise<string> {
  const file = await openForAppend(join(await folderInside(repo, WORKLOG_FOLDER), `${backlogId}.md`))
  try {
    const { size } = await file.stat()
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(Math.min(size, MAX_TAIL)), position: Math.max(0, size - MAX_TAIL) })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

async function appendAll(file: FileHandle, bytes: Buffer, sizeBefore: number): Promise<void> {
  try {
    let written = 0
    while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten
  } catch (error) {
    await file.truncate(sizeBefore).catch(() => undefined)
    throw error
  }
}
