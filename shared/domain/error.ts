/**
 * The one table of operational errors. A `ScribeError` carries a string code that every door (socket, IPC, CLI,
 * window) understands; bugs are ordinary exceptions and never become one. Numbers follow the protocol: JSON-RPC's
 * reserved range for the frame, positive ones for the application. Stacks never cross the wire.
 */
import { z } from 'zod'

const TABLE = {
  'usage.badInput': { rpc: -32602, retryable: false },
  'usage.unknownMethod': { rpc: -32601, retryable: false },
  'usage.badRequest': { rpc: -32600, retryable: false },
  'usage.notJson': { rpc: -32700, retryable: false },
  internal: { rpc: -32603, retryable: false },
  'auth.refused': { rpc: 1001, retryable: false },
  'auth.helloRequired': { rpc: 1002, retryable: false },
  'auth.protocolUnsupported': { rpc: 1003, retryable: false },
  'auth.scopeDenied': { rpc: 1004, retryable: false },
  'session.notFound': { rpc: 1101, retryable: false },
  'session.ambiguous': { rpc: 1102, retryable: false },
  'session.badTransition': { rpc: 1103, retryable: false },
  'limit.rate': { rpc: 1201, retryable: true },
  'limit.overloaded': { rpc: 1202, retryable: true },
  'limit.tooLarge': { rpc: 1203, retryable: false },
  'limit.sessions': { rpc: 1204, retryable: true },
  'wait.deadline': { rpc: 1301, retryable: true },
  'daemon.shuttingDown': { rpc: 1601, retryable: true },
  'daemon.unreachable': { rpc: 1602, retryable: true },
  'repo.noSuchFolder': { rpc: 1701, retryable: false },
  'repo.notGit': { rpc: 1702, retryable: false },
  'repo.bare': { rpc: 1703, retryable: false },
  'repo.refused': { rpc: 1704, retryable: false },
  'repo.replaced': { rpc: 1705, retryable: false },
  'backlog.notFound': { rpc: 1711, retryable: false },
  'backlog.badId': { rpc: 1712, retryable: false },
  'git.missing': { rpc: 1721, retryable: false },
  'git.failed': { rpc: 1722, retryable: true },
  'git.timedOut': { rpc: 1723, retryable: true },
  'git.tooOld': { rpc: 1724, retryable: false },
  'worklog.unsafePath': { rpc: 1731, retryable: false },
  'worklog.badText': { rpc: 1732, retryable: false },
  'worklog.keyReused': { rpc: 1501, retryable: false },
  'worklog.missing': { rpc: 1733, retryable: false },
  'worklog.notText': { rpc: 1734, retryable: false },
  'summary.failed': { rpc: 1735, retryable: true },
  'store.owned': { rpc: 1741, retryable: true },
  'store.failed': { rpc: 1742, retryable: true },
  'store.newer': { rpc: 1743, retryable: false },
  'store.full': { rpc: 1744, retryable: true },
  'store.demo': { rpc: 1745, retryable: false },
  'settings.locked': { rpc: 1761, retryable: false },
  'context.failed': { rpc: 1771, retryable: true },
} as const

export type ErrorCode = keyof typeof TABLE

export const ERROR_CODES = Object.keys(TABLE) as ErrorCode[]

/** The form in which an error crosses a border: JSON-RPC's `error` object. */
export const wireErrorSchema = z.object({
  code: z.number(),
  message: z.string(),
  data: z.looseObject({ code: z.string().optional(), retryable: z.boolean().optional() }).optional(),
})
export type WireError = z.infer<typeof wireErrorSchema>

/** An expected failure with a message for the person: what was wrong and what to do. */
export class ScribeError extends Error {
  readonly code: ErrorCode
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, extra: { cause?: unknown; data?: Record<string, unknown> } = {}) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause })
    this.name = 'ScribeError'
    this.code = code
    this.data = extra.data ?? {}
  }
}

/** The text of any thrown value, for a log or a further message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Any thrown value as the wire's error object; a bug becomes `internal` without its text. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof ScribeError)) {
    return { code: TABLE.internal.rpc, message: 'Scribe made a mistake. The log has the details.', data: { code: 'internal', retryable: false } }
  }
  const { rpc, retryable } = TABLE[error.code]
  return { code: rpc, message: error.message, data: { ...error.data, code: error.code, retryable } }
}

/** The wire's error object as a `ScribeError`; an unknown code becomes `internal` and keeps the message. */
export function fromWireError(wire: WireError): ScribeError {
  const { code, retryable: _retryable, ...data } = wire.data ?? {}
  const known = ERROR_CODES.find((candidate) => candidate === code)
  return new ScribeError(known ?? 'internal', wire.message, { data })
}
