/** A program that is connected, as it describes itself: a description, not an authority. */
import { z } from 'zod'

export const CLIENT_KINDS = ['cli', 'ui', 'mcp', 'dspy', 'hook', 'other'] as const

export const clientInfoSchema = z.object({
  name: z.string(),
  kind: z.enum(CLIENT_KINDS),
  version: z.nullable(z.string()),
  pid: z.nullable(z.number()),
  door: z.enum(['socket', 'websocket']),
  scopes: z.array(z.enum(['read', 'append', 'control'])),
  /** ms since 1970. */
  since: z.number(),
})
export type ClientInfo = z.infer<typeof clientInfoSchema>
