/** What was opened and is to be closed in the reverse order. */
import type { Logger } from './logger.ts'

export interface Opened {
  readonly name: string
  close(): Promise<void>
}

/** What was opened last is closed first; one that fails is logged and holds up none of the others. */
export async function closeInReverse(parts: Opened[], log: Logger): Promise<void> {
  for (const part of parts.reverse()) await part.close().catch((error: unknown) => log.error('closing failed', { part: part.name, error }))
}
