/** Commands about who may come in and who is there: the connected programs, the doors, the token of the WebSocket. */
import type { ClientInfo } from '../../shared/domain/client.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { Handlers } from './dispatch.ts'

/** The door of browsers and of programs without a socket. */
export interface ServedDoor {
  readonly url: string
  readonly websocketUrl: string
  readonly token: string
  renew(token: string): void
}

export interface AccessParts {
  readonly clients: { list(): ClientInfo[] }
  readonly socket: string
  readonly page: () => ServedDoor | null
  /** Makes and keeps another token. */
  readonly newToken: () => Promise<string>
  /** Writes down where clients connect. */
  readonly writeEndpoint: () => Promise<void>
}

export function accessCommands(parts: AccessParts): Pick<Handlers, 'client/list' | 'access/get' | 'access/renew'> {
  return {
    'client/list': async () => ({ clients: parts.clients.list() }),
    'access/get': async () => accessOf(parts),
    'access/renew': async () => {
      const page = parts.page()
      if (page === null) throw new ScribeError('usage.badInput', 'No page is served, so there is no token.')
      page.renew(await parts.newToken())
      await parts.writeEndpoint()
      return accessOf(parts)
    },
  }
}

function accessOf({ socket, page }: AccessParts): CommandOutput<'access/get'> {
  const served = page()
  return { socket, websocket: served?.websocketUrl ?? null, page: served?.url ?? null, token: served?.token ?? null }
}
