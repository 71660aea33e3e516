/**
 * HTTP on the Unix socket, for callers without a client: the thin `scribe` script, a shell with curl. Owns
 * requests and answers; what they do is dispatch's. One request a connection, all of it bounded in time and size.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ScribeError, toWireError } from '../../shared/domain/error.ts'
import type { Metrics } from '../../shared/domain/metrics.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { SCOPES } from '../../shared/protocol/commands.ts'
import { prometheusText } from '../../shared/protocol/prometheus.ts'
import { MAX_MESSAGE_BYTES } from '../../shared/protocol/version.ts'
import type { Caller } from '../commands/caller.ts'
import type { Dispatch } from '../commands/dispatch.ts'
import { parseRequest } from './parseRequest.ts'

/** A request must be here in full by then. */
const REQUEST_MS = 5_000
/** An answer under way when the daemon ends may still leave. */
const LAST_WORDS_MS = 250
const HEADERS = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', connection: 'close' }
/** Whoever can open the socket is the user. */
const USER: Caller = { kind: 'cli', scopes: SCOPES }

interface Answer {
  readonly status: number
  readonly text: string
}

/** True if what a client says first is HTTP: a method in capitals. Everything else is taken for a JSON-RPC message. */
export function isHttp(first: Buffer): boolean {
  return /^[A-Z]+( |$)/.test(first.subarray(0, 16).toString('latin1'))
}

export class HttpDoor {
  readonly #dispatch: Dispatch
  readonly #server: Server
  readonly #sockets = new Map<Socket, NodeJS.Timeout>()

  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch
    this.#server = createServer({ maxHeaderSize: 8_192 }, (request, response) => {
      this.#serve(request, response).catch(() => response.destroy())
    })
  }

  /** Takes over a connection whose first bytes were read already. */
  take(socket: Socket, first: Buffer): void {
    this.#sockets.set(
      socket,
      setTimeout(() => socket.destroy(), REQUEST_MS),
    )
    socket.once('close', () => {
      clearTimeout(this.#sockets.get(socket))
      this.#sockets.delete(socket)
    })
    socket.pause()
    this.#server.emit('connection', socket)
    socket.unshift(first)
    process.nextTick(() => socket.resume())
  }

  /** Ends all connections, those with an answer under way a little later. */
  close(): void {
    for (const [socket, timer] of this.#sockets) {
      clearTimeout(timer)
      this.#sockets.set(
        socket,
        setTimeout(() => socket.destroy(), LAST_WORDS_MS),
      )
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, text } = await this.#answer(request)
    response.writeHead(status, HEADERS).end(text)
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    // Only a browser sends one, and no page has any business here.
    if (request.headers.origin !== undefined) return { status: 403, text: 'No page may come in here.\n' }
    const run = this.#routes.get(`${request.method} ${request.url}`) ?? this.#hookRoute(request)
    if (run === undefined) return { status: 404, text: 'There is nothing here.\n' }
    const body = await bodyOf(request)
    if (body === null) return { status: 413, text: 'That is too long.\n' }
    clearTimeout(this.#sockets.get(request.socket))
    return await run(body)
  }

  readonly #routes: ReadonlyMap<string, (body: string) => Promise<Answer>> = new Map<string, (body: string) => Promise<Answer>>([
    ['POST /v1/cli', (body) => this.#runVerb(new URLSearchParams(body))],
    ['POST /v1/rpc', (body) => this.#call(body)],
    ['GET /v1/metrics', () => this.#metrics()],
    ['GET /v1/health', () => this.#call('{"jsonrpc":"2.0","id":1,"method":"health"}')],
  ])

  /** The hook of an agent, named by the path; the event by a header. */
  #hookRoute({ method, url, headers }: IncomingMessage): ((body: string) => Promise<Answer>) | undefined {
    const agent = /^\/v1\/hooks\/([a-z-]{1,40})$/.exec(url ?? '')?.[1]
    const event = headers['x-scribe-event']
    if (method !== 'POST' || agent === undefined || typeof event !== 'string') return undefined
    return async (body) => {
      const reply = await this.#dispatch('agent/hook', { agent, event, input: parseJson(body) }, USER)
      if (!reply.ok) return { status: reply.error.data?.retryable === true ? 503 : 400, text: `${reply.error.message}\n` }
      // The reply to this command, parsed by dispatch.
      const { say } = reply.result as { say: string }
      return { status: say === '' ? 204 : 200, text: say }
    }
  }

  /** One request of the protocol, without hello: whoever can open the socket is the user. */
  async #call(body: string): Promise<Answer> {
    const request = parseRequest(body)
    if (request instanceof ScribeError) return { status: 400, text: json({ id: null, error: toWireError(request) }) }
    const { id = null, method, params } = request
    const reply = await this.#dispatch(method, params, USER)
    return { status: 200, text: json({ id, ...(reply.ok ? { result: reply.result } : { error: reply.error }) }) }
  }

  async #metrics(): Promise<Answer> {
    const reply = await this.#dispatch('metrics/get', {}, USER)
    // The reply to this command, parsed by dispatch.
    return reply.ok ? { status: 200, text: prometheusText(reply.result as Metrics) } : { status: 503, text: `${reply.error.message}\n` }
  }

  /**
   * What the verb printed, and below it one line: its exit code (`-` when the caller must run the verb itself) and the
   * number of the stream it goes to. A shell can cut that off, and tells by it that the answer is whole.
   */
  async #runVerb(form: URLSearchParams): Promise<Answer> {
    const environment = Object.fromEntries([...form].filter(([name]) => name.startsWith('SCRIBE_')))
    const asked = { args: form.getAll('arg'), cwd: form.get('cwd') || null, colour: form.get('colour') === '1', environment }
    const reply = await this.#dispatch('cli/run', asked, USER)
    if (!reply.ok) return { status: 200, text: `scribe: ${reply.error.message}\n\n1 2` }
    // The reply to this command, parsed by dispatch.
    const { stdout, stderr, exit_code } = reply.result as { stdout: string; stderr: string; exit_code: number | null }
    return { status: 200, text: `${stdout}${stderr}\n${exit_code ?? '-'} ${stderr === '' ? 1 : 2}` }
  }
}

function json(answer: object): string {
  return `${JSON.stringify({ jsonrpc: '2.0', ...answer })}\n`
}

/** The request's body, `null` when it is longer than a message may be. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    const part: Buffer = chunk
    bytes += part.length
    if (bytes > MAX_MESSAGE_BYTES) return null
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}
