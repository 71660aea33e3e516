/** How Scribe stands with an agent (or with the command line), and what putting it in or taking it out changes in which file. */
import { z } from 'zod'
import { INTEGRATION_STATES, INTEGRATIONS } from './integrationNames.ts'

export const integrationSchema = z.object({
  name: z.enum(INTEGRATIONS),
  state: z.enum(INTEGRATION_STATES),
  /** False where it follows the agent's documentation and was never run with it. */
  tested: z.boolean(),
  /** The files that are, or would be, changed: absolute paths. */
  files: z.array(z.string()),
  /** When it last told or asked something (ms since 1970). */
  last_seen: z.number().nullable(),
  /** Why it cannot be put in as things are; `null` where it can. */
  problem: z.string().nullable(),
})
export type Integration = z.infer<typeof integrationSchema>

/** What becomes different in one file, line by line; `gap` stands for lines that stay and are left out. */
export const fileDifferenceSchema = z.object({
  path: z.string(),
  lines: z.array(z.object({ kind: z.enum(['same', 'added', 'removed', 'gap']), text: z.string() })),
  /** Lines beyond those that are shown. */
  more: z.number(),
})
export type FileDifference = z.infer<typeof fileDifferenceSchema>
export type DifferenceLine = FileDifference['lines'][number]
