/** Makes "nobody awaits this" visible and its failure heard. */
import type { Logger } from './logger.ts'

/** Lets `work` run on its own; a rejection is logged under `name`. */
export function background(work: Promise<unknown>, name: string, log: Logger): void {
  work.catch((error: unknown) => log.error(`${name} failed`, { error }))
}
