/**
 * `app://scribe/`: the only address a window of ours ever shows. Serves files of one folder and nothing else, with the
 * security headers; whatever is not plainly a file inside that folder is a 404. No Electron in here, so that the rules
 * can be tested without it.
 */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export const APP_SCHEME = 'app'
export const APP_HOST = 'scribe'
/** Every address of ours begins with this. The slash matters: `app://scribe.evil/` does not. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}/`

/** The page gets its data through the bridge, so it needs no connection at all. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** A handler for `protocol.handle` that answers from `folder`. */
export function serveFolder(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const file = request.method === 'GET' ? await fileFor(folder, request.url) : null
    const type = file === null ? undefined : MIME_TYPES[extname(file)]
    if (file === null || type === undefined) return answer(404, 'text/plain; charset=utf-8', 'Not found')
    const body = await readFile(file).catch(() => null)
    return body === null ? answer(404, 'text/plain; charset=utf-8', 'Not found') : answer(200, type, body)
  }
}

function answer(status: number, type: string, body: string | Uint8Array<ArrayBuffer>): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': type, 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff' },
  })
}

/** The real path of the file an address names, or `null` if it names none inside `folder`. */
async function fileFor(folder: string, address: string): Promise<string | null> {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.protocol !== `${APP_SCHEME}:` || url.host !== APP_HOST) return null
  const segments = url.pathname.split('/').slice(1).map(decoded)
  if (!segments.every(isPlainName)) return null
  const root = await realpath(folder).catch(() => null)
  const file = await realpath(join(folder, ...segments)).catch(() => null)
  return root !== null && file?.startsWith(root + sep) ? file : null
}

/** Empty when the escapes are broken, so that it is refused like any other empty name. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}

/** A slash, a NUL or a dot name that appears only after decoding is somebody trying. */
function isPlainName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[/\\\0]/.test(segment)
}
