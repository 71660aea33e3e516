/** One finding of `scribe doctor`: what was looked at, how it is, and what to do about it. */
import { z } from 'zod'

export const checkSchema = z.object({
  name: z.string(),
  status: z.enum(['ok', 'warn', 'fail']),
  /** What was found, as a sentence. */
  found: z.string(),
  /** What to do; only where something is wrong. */
  advice: z.string().optional(),
})
export type Check = z.infer<typeof checkSchema>
