/** Requests and messages: the schemes, the request filter and `ipcMain`. Nothing here ever reaches a network. */
import { EventEmitter } from 'node:events'
import type { Route } from '@playwright/test'
import { app } from './app.ts'

type Handler = (request: Request) => Response | Promise<Response>
type Filter = (details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void
type Invoked = (event: unknown, ...args: unknown[]) => unknown

const privileged = new Set<string>()
const handlers = new Map<string, Handler>()
let filter: Filter = (_details, callback) => callback({})

export const protocol = {
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges?: { standard?: boolean; secure?: boolean } }[]): void {
    app.require(false, 'registerSchemesAsPrivileged')
    for (const { scheme, privileges } of schemes) if (privileges?.standard && privileges.secure) privileged.add(scheme)
  },
  handle(scheme: string, handler: Handler): void {
    app.require(true, 'protocol.handle')
    if (!privileged.has(scheme)) throw new Error(`electronDouble: ${scheme} was not registered as standard and secure`)
    handlers.set(scheme, handler)
  },
}

export const session = {
  defaultSession: {
    setPermissionRequestHandler(): void {},
    setPermissionCheckHandler(): void {},
    setDevicePermissionHandler(): void {},
    webRequest: {
      onBeforeRequest(listener: Filter): void {
        filter = listener
      },
    },
  },
}

export const net = {
  async fetch(address: string): Promise<Response> {
    const handler = handlers.get(address.slice(0, address.indexOf(':')))
    if (handler === undefined || (await isCancelled(address))) throw new Error('net::ERR_BLOCKED_BY_CLIENT')
    return await handler(new Request(address))
  },
}

class IpcMainDouble extends EventEmitter {
  readonly #invoked = new Map<string, Invoked>()

  handle(channel: string, handler: Invoked): void {
    if (this.#invoked.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#invoked.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.#invoked.delete(channel)
  }

  /** What a page's `invoke` comes to; values are copied, as between processes. */
  async answer(channel: string, event: unknown, args: unknown[]): Promise<unknown> {
    const handler = this.#invoked.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return structuredClone(await handler(event, ...args))
  }
}

export const ipcMain = new IpcMainDouble()

function isCancelled(url: string): Promise<boolean> {
  return new Promise((resolve) => filter({ url }, ({ cancel }) => resolve(cancel === true)))
}

/** Answers a page's request for `address` the way the app's own session would. */
export async function answerRoute(route: Route, address: string): Promise<void> {
  const handler = handlers.get(address.slice(0, address.indexOf(':')))
  if (handler === undefined || (await isCancelled(address))) return await route.abort('blockedbyclient')
  const response = await handler(new Request(address, { method: route.request().method() }))
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}
