/**
 * The hash chain of a session's entries. Pure. Each entry's digest is SHA-256 over the digest before it, a newline and the
 * entry as JSON with its keys in alphabetical order, so that anyone can recompute it without this program.
 */
import { createHash } from 'node:crypto'

/** What stands before the first entry of a session. */
export const CHAIN_START = ''

interface Chained {
  readonly session_id: string
  readonly at: number
  readonly kind: string
  readonly lines: readonly string[]
}

/** The digest of an entry that follows on `previous`, 64 hexadecimal digits. */
export function chainDigest(previous: string, entry: Chained): string {
  const { at, kind, lines, session_id } = entry
  return createHash('sha256')
    .update(`${previous}\n${JSON.stringify({ at, kind, lines, session_id })}`)
    .digest('hex')
}
