/**
 * The Unix socket: one JSON-RPC message a line, or HTTP, told apart by the first byte. The folder's mode (0700) is the
 * guard, so there is no token. Owns the socket file: a stale one is replaced, which is safe because only the owner of the
 * store gets here.
 */
import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'
import { MAX_MESSAGE_BYTES } from '../../shared/protocol/version.ts'
import { Connection, type ConnectionParts } from './connection.ts'
import { HttpDoor, isHttp } from './httpDoor.ts'
import { LineFramer } from './lineFramer.ts'

/** A client that does not read its last words may not hold up the end. */
const LAST_WORDS_MS = 250

export class SocketServer {
  readonly #path: string
  readonly #parts: ConnectionParts
  readonly #connections = new Set<Connection>()
  readonly #http: HttpDoor
  #server: Server | null = null

  constructor(path: string, parts: ConnectionParts) {
    this.#path = path
    this.#parts = parts
    this.#http = new HttpDoor(parts.dispatch)
  }

  /** Listens; the socket is reachable by this user only. */
  async start(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    await chmod(dirname(this.#path), 0o700)
    await rm(this.#path, { force: true })
    const server = createServer((socket) => this.#accept(socket))
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#path, resolve)
    })
    await chmod(this.#path, 0o600)
  }

  /** Tells every client and stops listening. Safe to call twice. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (server === null) return
    for (const connection of this.#connections) connection.end('shutting down')
    this.#http.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  #accept(socket: Socket): void {
    let ours = true
    const connection = new Connection(this.#parts, {
      door: 'socket',
      send: (text, written) => void socket.write(`${text}\n`, written),
      buffered: () => socket.writableLength,
      close: () => ours && letGo(socket),
    })
    this.#connections.add(connection)
    socket.once('data', (first) => {
      if (!isHttp(first)) return readLines(socket, connection, first)
      ours = false
      connection.close()
      this.#http.take(socket, first)
    })
    socket.on('error', () => connection.close())
    socket.on('close', () => {
      connection.close()
      this.#connections.delete(connection)
    })
  }
}

/** Hands each line to the connection, from the first bytes on. */
function readLines(socket: Socket, connection: Connection, first: Buffer): void {
  const framer = new LineFramer(MAX_MESSAGE_BYTES)
  const take = (chunk: Buffer): void => {
    const lines = framer.push(chunk)
    if (lines === null) return connection.reject(new ScribeError('limit.tooLarge', `A message may have at most ${MAX_MESSAGE_BYTES} bytes.`))
    for (const line of lines) connection.receive(line)
  }
  socket.on('data', take)
  take(first)
}

/** Ends the connection once what was written is taken, at the latest after `LAST_WORDS_MS`. */
function letGo(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LAST_WORDS_MS)
  socket.once('close', () => clearTimeout(timer))
  socket.destroySoon()
}
