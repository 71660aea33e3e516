/**
 * The frames of the wire: JSON-RPC 2.0, one object per line (Unix socket) or per text frame (WebSocket). No batches.
 * `hello` comes first and names the version; `events/subscribe` belongs to the connection, not to the command table.
 */
import { z } from 'zod'
import { wireErrorSchema } from '../domain/error.ts'
import { appStateSchema } from '../state/appState.ts'
import { SCOPES } from './commands.ts'
import { envelopeSchema } from './events.ts'

export const requestSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.number(), z.string().max(200)]).optional(),
  method: z.string().max(100),
  params: z.unknown().optional(),
})
export type Request = z.infer<typeof requestSchema>

export const responseSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.number(), z.string()]).nullable(),
  result: z.unknown().optional(),
  error: wireErrorSchema.optional(),
})

export const CLIENT_KINDS = ['cli', 'ui', 'mcp', 'dspy', 'hook', 'other'] as const

export const helloParamsSchema = z.object({
  protocol: z.array(z.string().max(20)).max(10),
  client: z.object({
    name: z.string().max(100),
    version: z.string().max(40).optional(),
    pid: z.number().optional(),
    kind: z.enum(CLIENT_KINDS).default('other'),
  }),
  scopes: z.array(z.enum(SCOPES)).default(['read']),
})
export type HelloParams = z.input<typeof helloParamsSchema>

export const helloResultSchema = z.object({
  protocol: z.string(),
  server: z.object({ name: z.literal('scribe'), version: z.string() }),
  epoch: z.string(),
  seq: z.number(),
  scopes: z.array(z.enum(SCOPES)),
  limits: z.object({ max_message: z.number() }),
})
export type HelloResult = z.infer<typeof helloResultSchema>

/** Answer to `events/subscribe`: the state up to and with `state.seq`; every event after it follows. */
export const subscribeResultSchema = z.object({ sub: z.number(), state: appStateSchema })

/** Server to client, no answer expected. */
export const eventNotificationSchema = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.literal('events/event'),
  params: z.object({ sub: z.number(), envelope: envelopeSchema }),
})

/** Highest MAJOR.MINOR both sides speak: same MAJOR, the lower MINOR. `null` when no MAJOR is common. */
export function commonProtocol(own: string, offered: readonly string[]): string | null {
  const [ownMajor, ownMinor] = parseVersion(own)
  const minors = offered
    .map(parseVersion)
    .filter(([major]) => major === ownMajor)
    .map(([, minor]) => Math.min(minor, ownMinor))
  return minors.length === 0 ? null : `${ownMajor}.${Math.max(...minors)}`
}

function parseVersion(text: string): [major: number, minor: number] {
  const match = /^(\d{1,4})\.(\d{1,4})$/.exec(text)
  return match === null ? [-1, -1] : [Number(match[1]), Number(match[2])]
}
