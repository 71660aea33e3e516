/**
 * The token of the browser's page, kept across restarts: a page that is open reconnects by itself after a crash, and its
 * address stays good. Private to the user like everything in the data folder; deleting the file makes a new one.
 */
import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '../base/atomicFile.ts'

const FILE = 'page-token'
const TOKEN_BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/
const OTHERS = 0o077

/** The token of this data folder (which must exist). A file that is damaged, or that others could read, is replaced. */
export async function pageToken(home: string): Promise<string> {
  const path = join(home, FILE)
  return (await readKept(path)) ?? (await newPageToken(home))
}

/** Makes another one and keeps it. */
export async function newPageToken(home: string): Promise<string> {
  const path = join(home, FILE)
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await writeFileAtomic(path, token, { mode: 0o600 })
  return token
}

async function readKept(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path)
    const text = await readFile(path, 'utf8')
    return (mode & OTHERS) === 0 && TOKEN.test(text) ? text : null
  } catch {
    return null
  }
}
