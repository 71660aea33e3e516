/**
 * One client, whatever carries its messages: hello first, then commands and a subscription. Owns the frame rules and
 * the limits of a client; commands go to dispatch, events come from the hub. A client that cannot keep up is told to
 * come back, so that its memory here stays bounded.
 */
import { ScribeError, toWireError } from '../../shared/domain/error.ts'
import { SCOPES, type Scope } from '../../shared/protocol/commands.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import { commonProtocol, type HelloResult, helloParamsSchema, type Request, requestSchema } from '../../shared/protocol/rpc.ts'
import { APP_VERSION, MAX_MESSAGE_BYTES, PROTOCOL } from '../../shared/protocol/version.ts'
import type { Caller } from '../commands/caller.ts'
import type { Dispatch } from '../commands/dispatch.ts'
import type { EventHub } from '../events/eventHub.ts'

/** The carrier of a connection. */
export interface Wire {
  /** Sends one message; the carrier frames it. */
  send(text: string): void
  /** Bytes handed over but not yet taken by the client. */
  buffered(): number
  close(): void
}

export interface ConnectionParts {
  readonly dispatch: Dispatch
  readonly hub: EventHub
}

const HELLO_DEADLINE_MS = 5_000
const MAX_UNSENT_BYTES = 1024 * 1024
/** Answers are asked for, so more of them may wait; one of them may be as long as a message can be. */
const MAX_UNSENT_ANSWERS = 4 * MAX_MESSAGE_BYTES
const MAX_UNDER_WAY = 64
const MAX_BAD_MESSAGES = 10

export class Connection {
  readonly #parts: ConnectionParts
  readonly #wire: Wire
  readonly #helloTimer: NodeJS.Timeout
  #caller: Caller | null = null
  #unsubscribe: (() => void) | null = null
  #underWay = 0
  #bad = 0
  #closed = false

  constructor(parts: ConnectionParts, wire: Wire) {
    this.#parts = parts
    this.#wire = wire
    this.#helloTimer = setTimeout(() => this.end('no hello'), HELLO_DEADLINE_MS)
  }

  /** Takes one message of the client. */
  receive(text: string): void {
    if (this.#closed) return
    const request = parseRequest(text)
    if (request instanceof ScribeError) return this.#refuseFrame(request)
    this.#answer(request).catch(() => this.close())
  }

  /** A message that cannot even be read as one (too long): the client is told and let go. */
  reject(error: ScribeError): void {
    this.#send({ jsonrpc: '2.0', id: null, error: toWireError(error) })
    this.close()
  }

  /** Says why, then closes. */
  end(reason: string): void {
    if (this.#closed) return
    this.#send({ jsonrpc: '2.0', method: 'server/closing', params: { reason, retry_after_ms: 250 } })
    this.close()
  }

  /** Safe to call twice. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#helloTimer)
    this.#unsubscribe?.()
    this.#wire.close()
  }

  async #answer(request: Request): Promise<void> {
    if (this.#underWay >= MAX_UNDER_WAY) return this.#reply(request, toWireError(new ScribeError('limit.overloaded', 'Too many requests under way.')))
    this.#underWay++
    try {
      const { result, error } = await this.#run(request)
      if (error === undefined) this.#reply(request, undefined, result)
      else this.#reply(request, error)
    } finally {
      this.#underWay--
    }
  }

  async #run(request: Request): Promise<{ result?: unknown; error?: ReturnType<typeof toWireError> }> {
    try {
      if (request.method === 'hello') return { result: this.#hello(request.params) }
      const caller = this.#caller ?? (request.method === 'health' ? ANYBODY : null)
      if (caller === null) throw new ScribeError('auth.helloRequired', 'Say hello first.')
      if (request.method === 'events/subscribe') return { result: this.#subscribe() }
      const reply = await this.#parts.dispatch(request.method, request.params, caller)
      return reply.ok ? { result: reply.result } : { error: reply.error }
    } catch (error) {
      return { error: toWireError(error) }
    }
  }

  #hello(params: unknown): HelloResult {
    const hello = helloParamsSchema.safeParse(params)
    if (!hello.success) throw new ScribeError('usage.badInput', `hello: ${hello.error.issues[0]?.path.join('.') ?? ''} is not right.`)
    const protocol = commonProtocol(PROTOCOL, hello.data.protocol)
    if (protocol === null) {
      throw new ScribeError('auth.protocolUnsupported', `This Scribe speaks protocol ${PROTOCOL}.`, { data: { supported: [PROTOCOL] } })
    }
    clearTimeout(this.#helloTimer)
    const scopes: Scope[] = SCOPES.filter((scope) => hello.data.scopes.includes(scope))
    this.#caller = { kind: hello.data.client.kind, scopes }
    const { epoch, seq } = this.#parts.hub.state
    return { protocol, server: { name: 'scribe', version: APP_VERSION }, epoch, seq, scopes, limits: { max_message: MAX_MESSAGE_BYTES } }
  }

  /** State and subscription in one turn of the loop: no event can fall between them. */
  #subscribe(): { sub: number; state: EventHub['state'] } {
    this.#unsubscribe?.()
    this.#unsubscribe = this.#parts.hub.subscribe((envelope) => this.#deliver(envelope))
    return { sub: 1, state: this.#parts.hub.state }
  }

  #deliver(envelope: Envelope): void {
    if (this.#wire.buffered() > MAX_UNSENT_BYTES) return this.end('too slow')
    this.#send({ jsonrpc: '2.0', method: 'events/event', params: { sub: 1, envelope } })
  }

  #refuseFrame(error: ScribeError): void {
    this.#send({ jsonrpc: '2.0', id: null, error: toWireError(error) })
    if (++this.#bad >= MAX_BAD_MESSAGES) this.close()
  }

  #reply(request: Request, error: ReturnType<typeof toWireError> | undefined, result?: unknown): void {
    if (request.id === undefined) return
    if (this.#wire.buffered() > MAX_UNSENT_ANSWERS) return this.end('too slow')
    this.#send({ jsonrpc: '2.0', id: request.id, ...(error === undefined ? { result } : { error }) })
  }

  #send(message: unknown): void {
    if (this.#closed) return
    this.#wire.send(JSON.stringify(message))
  }
}

/** Before hello only health may be asked. */
const ANYBODY: Caller = { kind: 'other', scopes: ['read'] }

function parseRequest(text: string): Request | ScribeError {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return new ScribeError('usage.notJson', 'That is not a JSON message.')
  }
  const request = requestSchema.safeParse(message)
  return request.success ? request.data : new ScribeError('usage.badRequest', 'That is not a JSON-RPC 2.0 request.')
}
