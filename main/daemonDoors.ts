/** The doors of a daemon: the socket, the page, and where they are written down. A part of the composition root. */
import type { Settings } from '../shared/domain/settings.ts'
import type { AppState } from '../shared/state/appState.ts'
import type { Opened } from './base/opened.ts'
import type { ConnectionParts } from './server/connection.ts'
import type { Endpoint } from './server/endpointFile.ts'
import { PageServer } from './server/pageServer.ts'
import { pageToken } from './server/pageToken.ts'
import { SocketServer } from './server/socketServer.ts'

export interface PageOptions {
  readonly home: string
  readonly page?: { readonly folder: string; readonly port?: number }
}

export async function listenAt(path: string, parts: ConnectionParts): Promise<Opened> {
  const server = new SocketServer(path, parts)
  await server.start()
  return { name: 'socket', close: () => server.close() }
}

export function endpointOf({ daemon, epoch }: AppState, { socket, page }: { readonly socket: string; readonly page: PageServer | null }): Endpoint {
  const { pid, host, since } = daemon
  return { pid, host, started_at: since, epoch, socket, page: page?.url ?? null, token: page?.token ?? null }
}

/** The page for a browser, where one is wanted. */
export async function servePage(options: PageOptions, settings: Settings, parts: ConnectionParts): Promise<PageServer | null> {
  if (options.page === undefined || !settings['ipc.websocket']) return null
  const { folder, port = settings['ipc.port'] } = options.page
  const page = new PageServer({ folder, port, token: await pageToken(options.home) }, parts)
  await page.start()
  return page
}
