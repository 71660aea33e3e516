/**
 * The frames of the wire: JSON-RPC 2.0, one object per line (Unix socket) or per text frame (WebSocket). No batches.
 * `hello` comes first and names the version; `events/subscribe` belongs to the connection, not to the command table.
 */
import { z } from 'zod'
import { CLIENT_KINDS } from '../domain/client.ts'
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
  /** Bytes of a message; requests a second and at once; events in flight where a subscription names none; subscriptions of a connection. */
  limits: z.object({
    max_message: z.number(),
    rate: z.object({ per_s: z.number(), burst: z.number() }),
    window: z.number(),
    max_subscriptions: z.number(),
  }),
  /** ISO 8601, UTC. */
  server_time: z.string(),
})
export type HelloResult = z.infer<typeof helloResultSchema>

/** Unacknowledged events in flight, most and usual; subscriptions of a connection. */
export const WINDOW = { most: 1_000, usual: 256 } as const
export const MAX_SUBSCRIPTIONS = 16

export const subscribeParamsSchema = z.object({
  /** `session.*`, `*`: a star is anything. */
  topics: z.array(z.string().min(1).max(100)).min(1).max(32).default(['*']),
  /** Only events about this session: its id, or the backlog id of one. */
  session: z.string().max(200).optional(),
  /** Go on behind this event; both or neither. Without them events begin now. */
  from_seq: z.int().min(0).optional(),
  epoch: z.string().max(100).optional(),
  /** At most so many events in flight that are not acknowledged (`events/ack`); without it none are to be acknowledged. */
  window: z.int().min(1).max(WINDOW.most).optional(),
  /** Of events that wait and of which a later one says all that an earlier one said, only the later one is sent. */
  coalesce: z.boolean().default(true),
  /** Events come in bundles, at most this often. */
  min_interval_ms: z.int().min(0).max(10_000).default(0),
  /** Begin with the state as it is, instead of where `from_seq` says. */
  snapshot: z.boolean().default(false),
})
export type SubscribeParams = z.input<typeof subscribeParamsSchema>

/** Events after `seq` follow. */
export const subscribeResultSchema = z.object({
  sub: z.number(),
  epoch: z.string(),
  seq: z.number(),
  /** What was asked for cannot be had from where it was asked: read everything anew, then go on from here. */
  gap: z.boolean(),
  /** Every durable event after this one can be asked for. */
  oldest_seq: z.number(),
  /** The state up to and with `seq`, where it was asked for. */
  state: z.optional(appStateSchema),
})
export type SubscribeResult = z.infer<typeof subscribeResultSchema>

/** Cumulative; a notification. */
export const ackParamsSchema = z.object({ sub: z.number(), seq: z.number() })
export const unsubscribeParamsSchema = z.object({ sub: z.number() })

/** Server to client, no answer expected. */
export const eventNotificationSchema = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.literal('events/event'),
  /** `coalesced`: how many older events of the same kind this one stands for. */
  params: z.object({ sub: z.number(), envelope: envelopeSchema, coalesced: z.optional(z.number()) }),
})

/** Events from `from_seq` to `to_seq` are gone: read everything anew. */
export const gapNotificationSchema = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.literal('events/gap'),
  params: z.object({ sub: z.number(), from_seq: z.number(), to_seq: z.number() }),
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
