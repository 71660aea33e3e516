/**
 * The page for a browser, and its WebSocket, on 127.0.0.1 only (headless host). Owns who may come in: exact Host, own
 * Origin or none, token for the WebSocket. Serves the built files and nothing else.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { ScribeError } from '../../shared/domain/error.ts'
import { MAX_MESSAGE_BYTES } from '../../shared/protocol/version.ts'
import { Connection, type ConnectionParts } from './connection.ts'
import { readAsset } from './pageAssets.ts'

const SUBPROTOCOL = 'scribe.v1'
/** A first request must be here by then. */
const HANDSHAKE_MS = 5_000
/** A client that does not read its last words may not hold up the end. */
const LAST_WORDS_MS = 250

/** As strict as the built page allows: own scripts and styles, and a connection home. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

export interface ServedPage {
  readonly folder: string
  readonly port: number
  /** What a WebSocket must show; without one, a token that nobody but this server knows. */
  readonly token?: string
}

export class PageServer {
  #token: string
  readonly #page: ServedPage
  readonly #parts: ConnectionParts
  readonly #connections = new Set<Connection>()
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  /** Connections whose first request is not here yet. */
  readonly #handshakes = new Map<Socket, NodeJS.Timeout>()
  #server: Server | null = null
  #port = 0

  constructor(page: ServedPage, parts: ConnectionParts) {
    this.#page = page
    this.#token = page.token ?? randomBytes(32).toString('base64url')
    this.#parts = parts
  }

  get token(): string {
    return this.#token
  }

  /** Where a program without a page connects. */
  get websocketUrl(): string {
    return `ws://127.0.0.1:${this.#port}/v1`
  }

  /** Address of the page; the token stands in the fragment, which a browser never sends anywhere. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/#${this.token}`
  }

  /** Another token holds from now on; whoever came in with the old one is let go. */
  renew(token: string): void {
    this.#token = token
    const before = [...this.#connections]
    // Whoever asked for it still gets the answer.
    setTimeout(() => before.forEach((connection) => connection.end('the token was renewed')), LAST_WORDS_MS)
  }

  async start(): Promise<void> {
    const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8_192 }, (request, response) => {
      this.#arrived(request.socket)
      this.#serve(request, response).catch(() => response.destroy())
    })
    server.on('connection', (socket) => this.#expectRequest(socket))
    server.on('upgrade', (request, socket, head) => {
      this.#arrived(request.socket)
      this.#upgrade(request, { socket, head })
    })
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) => reject(new ScribeError('usage.badInput', `Port ${this.#page.port} cannot be used: ${cause.message}.`, { cause })))
      server.listen(this.#page.port, '127.0.0.1', resolve)
    })
    this.#port = (server.address() as AddressInfo).port
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (server === null) return
    for (const connection of this.#connections) connection.end('shutting down')
    this.#sockets.close()
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }

  /** Node looks for requests that trickle every half minute only: one that is not here in full by then is cut off. */
  #expectRequest(socket: Socket): void {
    this.#handshakes.set(
      socket,
      setTimeout(() => socket.destroy(), HANDSHAKE_MS),
    )
    socket.once('close', () => this.#arrived(socket))
  }

  #arrived(socket: Socket): void {
    clearTimeout(this.#handshakes.get(socket))
    this.#handshakes.delete(socket)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#isLocal(request)) return void response.writeHead(403, HEADERS).end()
    if (request.method !== 'GET') return void response.writeHead(405, HEADERS).end()
    // A redirect keeps the fragment, and with it the token, in the browser.
    if (request.url === '/') return void response.writeHead(302, { ...HEADERS, location: '/popover/index.html' }).end()
    if (request.url === '/favicon.ico') return void response.writeHead(204, HEADERS).end()
    const asset = await readAsset(this.#page.folder, request.url ?? '')
    if (asset === null) return void response.writeHead(404, HEADERS).end()
    response.writeHead(200, { ...HEADERS, 'content-type': asset.type }).end(asset.bytes)
  }

  #upgrade(request: IncomingMessage, carrier: { socket: Duplex; head: Buffer }): void {
    const { socket, head } = carrier
    if (!this.#isLocal(request) || !this.#originAllowed(request)) return refuse(socket, '403 Forbidden')
    if (request.url !== '/v1' || !this.#tokenRight(request)) return refuse(socket, '401 Unauthorized')
    if (!this.#parts.clients.hasPlace) return refuse(socket, '503 Service Unavailable')
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const connection = new Connection(this.#parts, {
        door: 'websocket',
        send: (text, written) => client.send(text, written),
        buffered: () => client.bufferedAmount,
        close: () => letGo(client),
      })
      this.#connections.add(connection)
      client.on('message', (data, isBinary) => {
        if (isBinary) connection.end('binary frames are not understood')
        else connection.receive(String(data))
      })
      client.on('error', () => connection.close())
      client.on('close', () => {
        connection.close()
        this.#connections.delete(connection)
      })
    })
  }

  /** Against DNS rebinding: a foreign name that resolves to 127.0.0.1 still shows in `Host`. */
  #isLocal(request: IncomingMessage): boolean {
    const { host } = request.headers
    const named = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length
    return named === 1 && (host === `127.0.0.1:${this.#port}` || host === `localhost:${this.#port}`)
  }

  /** Browsers always send an Origin with a WebSocket, other clients do not. */
  #originAllowed(request: IncomingMessage): boolean {
    const { origin } = request.headers
    return origin === undefined || origin === `http://127.0.0.1:${this.#port}`
  }

  #tokenRight(request: IncomingMessage): boolean {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
    const given = bearer ?? offered.find((name) => name.startsWith(`${SUBPROTOCOL}.`))?.slice(SUBPROTOCOL.length + 1) ?? ''
    const own = Buffer.from(this.token)
    const theirs = Buffer.from(given)
    return own.length === theirs.length && timingSafeEqual(own, theirs)
  }
}

/** Closes as the protocol asks; a client that does not answer is cut off. */
function letGo(client: WebSocket): void {
  const timer = setTimeout(() => client.terminate(), LAST_WORDS_MS)
  client.once('close', () => clearTimeout(timer))
  client.close()
}

function refuse(socket: Duplex, status: string): void {
  // Nobody else listens to an upgraded socket, and an error nobody listens to ends the daemon.
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
