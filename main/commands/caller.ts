/** Who asks: every door states it, dispatch checks it. */
import type { CLIENT_KINDS } from '../../shared/domain/client.ts'
import type { Scope } from '../../shared/protocol/commands.ts'

export interface Caller {
  readonly kind: (typeof CLIENT_KINDS)[number]
  readonly scopes: readonly Scope[]
}
