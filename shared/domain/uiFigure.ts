/** What the app measured of its own windows: one figure with what was promised of it. */
import { z } from 'zod'

export const uiFigureSchema = z.object({
  /** Id of the budget where there is one, such as `P1`; otherwise what it is. */
  name: z.string(),
  value: z.union([z.number(), z.string(), z.boolean()]),
  unit: z.string(),
  target: z.number().nullable(),
  /** `null` where nothing was promised. */
  ok: z.boolean().nullable(),
})
export type UiFigure = z.infer<typeof uiFigureSchema>
