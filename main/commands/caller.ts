/** Who asks: every door states it, dispatch checks it. */
import type { Scope } from '../../shared/protocol/commands.ts'

export interface Caller {
  readonly kind: 'cli' | 'ui' | 'mcp' | 'dspy' | 'hook' | 'other'
  readonly scopes: readonly Scope[]
}
