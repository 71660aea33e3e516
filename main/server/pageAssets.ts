/** Reads the files of the built page, by a path that came from outside: only ordinary files below the folder. */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}

/** The file a request path names, or `null` for anything that is not a known file of the page. */
export async function readAsset(folder: string, requestPath: string): Promise<{ bytes: Buffer; type: string } | null> {
  const path = requestPath.split('?')[0] ?? ''
  const type = TYPES[extname(path)]
  // No escapes and no dots that climb: the build makes plain names only.
  if (type === undefined || !/^\/[A-Za-z0-9_./-]+$/.test(path) || path.includes('..') || path.includes('//')) return null
  try {
    const real = await realpath(join(folder, path))
    return real.startsWith((await realpath(folder)) + sep) ? { bytes: await readFile(real), type } : null
  } catch {
    return null
  }
}
