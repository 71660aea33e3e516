/**
 * The one union of events. An event says what has become true; it never asks for anything. `Envelope` numbers it:
 * `seq` rises by one within an `epoch` (one life of the daemon), so a receiver sees a gap and asks for a snapshot.
 */
import { z } from 'zod'
import { agentSchema } from '../domain/agent.ts'
import { alertSchema } from '../domain/alert.ts'
import { entrySchema } from '../domain/entry.ts'
import { repositorySchema } from '../domain/repository.ts'
import { sessionSchema } from '../domain/session.ts'
import { settingsSchema } from '../domain/settingsSchema.ts'

export const eventSchema = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('session.started'), session: sessionSchema }),
  z.object({ topic: z.literal('session.updated'), session: sessionSchema }),
  /** `moved_to` is the branch that was checked out, where that ended it. */
  z.object({ topic: z.literal('session.stopped'), session: sessionSchema, moved_to: z.optional(z.string()) }),
  /** Off every list; the record stays. */
  z.object({ topic: z.literal('session.archived'), ids: z.array(z.string()) }),
  /** The marker came back through the watch of this repository: capture works, `ms` is how long that took. */
  z.object({ topic: z.literal('capture.proved'), repo: z.string(), at: z.number(), ms: z.number() }),
  /** A hint: something moved. Sent before Git has been asked what it was. */
  z.object({ topic: z.literal('file.changed'), repo: z.string(), paths: z.array(z.string()), count: z.number() }),
  /** Durable in the store; `latency_ms` runs from the first file event of the batch to the commit. */
  z.object({ topic: z.literal('change.recorded'), session_id: z.string(), count: z.number(), latency_ms: z.number() }),
  z.object({ topic: z.literal('worklog.appended'), session_id: z.string(), entry: entrySchema }),
  z.object({ topic: z.literal('repository.updated'), repository: repositorySchema }),
  z.object({ topic: z.literal('alert.raised'), alert: alertSchema }),
  z.object({ topic: z.literal('alert.cleared'), id: z.string() }),
  /** A view that was asked for lately (`context/get`) has another revision now. Whoever wants its content asks again. */
  z.object({ topic: z.literal('context.changed'), repo: z.string(), session_id: z.nullable(z.string()), role: z.string(), revision: z.string() }),
  /** The kept summary of a session is another; it has everything up to and with the entry `cursor`. */
  z.object({ topic: z.literal('summary.updated'), session_id: z.string(), cursor: z.number(), entries: z.number() }),
  /** A coding agent is there, or does something else than before. */
  z.object({ topic: z.literal('agent.changed'), agent: agentSchema }),
  /** It is there no longer. */
  z.object({ topic: z.literal('agent.gone'), id: z.string() }),
  z.object({ topic: z.literal('settings.changed'), settings: settingsSchema }),
])
export type ScribeEvent = z.infer<typeof eventSchema>

export const envelopeSchema = z.object({
  epoch: z.string(),
  seq: z.number(),
  at: z.number(),
  event: eventSchema,
})
export type Envelope = z.infer<typeof envelopeSchema>
