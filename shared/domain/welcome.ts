/** How far the first run has come: kept by the daemon, so that every window knows, and it can be gone on with. */
import { z } from 'zod'

/** `new`: nobody was welcomed yet. */
export const WELCOME_STEPS = ['new', '1', '2', '3', '4', 'done'] as const
export type WelcomeStep = (typeof WELCOME_STEPS)[number]

export const welcomeSchema = z.object({
  step: z.enum(WELCOME_STEPS),
  /** The repository that was chosen, to be started in the end. */
  folder: z.string().max(4096).nullable(),
})
export type Welcome = z.infer<typeof welcomeSchema>
