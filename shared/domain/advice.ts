/** What Scribe recommends from what it measured: the figures behind it, the setting it would change, and whether that was done. */
import { z } from 'zod'

export const ADVICE_CODES = ['ignoreFolder', 'moreSessions', 'moreGit', 'largerCache', 'longerIdle'] as const
export type AdviceCode = (typeof ADVICE_CODES)[number]

export const adviceSchema = z.object({
  /** Short, and the same for the same advice. */
  id: z.string(),
  code: z.enum(ADVICE_CODES),
  /** The figures it rests on. */
  args: z.record(z.string(), z.union([z.string(), z.number()])),
  key: z.string(),
  /** The repository it is for; `null` for all. */
  repo: z.string().nullable(),
  before: z.unknown(),
  value: z.unknown(),
  /** When it was applied, ms since 1970; `null` while it is only recommended. */
  applied_at: z.number().nullable(),
})
export type Advice = z.infer<typeof adviceSchema>
