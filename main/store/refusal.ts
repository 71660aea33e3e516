/** What a failure of SQLite means for whoever asked: a code, a message, and whether the disk is at fault. Pure. */
import { type ErrorCode, messageOf, ScribeError } from '../../shared/domain/error.ts'

/** SQLite's primary result codes that tell of the disk, not of the operation. */
const FULL = 13
const DISK_CODES = new Set([8 /* READONLY */, 10 /* IOERR */, 11 /* CORRUPT */, FULL, 14 /* CANTOPEN */, 26 /* NOTADB */])

export interface Refusal {
  readonly code: Extract<ErrorCode, `store.${string}`>
  readonly message: string
  /** The next operation may fail in the same way; what is open should not be trusted any more. */
  readonly disk: boolean
}

export function refusalOf(error: unknown): Refusal {
  const code = sqliteCode(error)
  const message = messageOf(error)
  if (code === FULL) return { code: 'store.full', message: `The disk is full (${message}). Nothing was recorded.`, disk: true }
  if (error instanceof ScribeError && (error.code === 'store.owned' || error.code === 'store.newer')) return { code: error.code, message, disk: false }
  return { code: 'store.failed', message, disk: code !== null && DISK_CODES.has(code) }
}

/** The primary result code, `null` for an error that is none of SQLite's. An error that wraps one counts as that one. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null
  if ('errcode' in error) return Number(error.errcode) & 0xff
  return sqliteCode(error.cause)
}
