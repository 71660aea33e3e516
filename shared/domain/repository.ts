/** A repository Scribe has recorded before, for the "recent" list. */
import { z } from 'zod'

export const repositorySchema = z.object({
  root: z.string(),
  name: z.string(),
  branch: z.string().nullable(),
  backlog_id: z.string().nullable(),
  last_used_at: z.number(),
})
export type Repository = z.infer<typeof repositorySchema>
