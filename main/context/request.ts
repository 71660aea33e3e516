/** What a context is asked with, and how each source it asked has ended. */
import type { SourceName } from '../../shared/domain/context.ts'
import type { Outcome } from './gather.ts'
import type { AskedPlace } from './sources/places.ts'

export interface ContextRequest extends AskedPlace {
  readonly role?: string | undefined
  readonly task?: string | undefined
  readonly sections?: readonly SourceName[] | undefined
  readonly format: 'json' | 'markdown' | 'both' | 'legacy'
  readonly budget_chars: number
  readonly max_age_ms: number
  readonly deadline_ms?: number | undefined
  readonly if_revision?: string | undefined
  readonly since?: string | undefined
}

export interface NamedOutcome {
  readonly name: SourceName
  readonly outcome: Outcome<unknown>
}
