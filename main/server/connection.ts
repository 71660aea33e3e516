/**
 * One client, whatever carries its messages: hello first, then commands and subscriptions. Owns the frame rules and
 * the limits of a client; commands go to dispatch, events come from the log. Invariant: what is held here for a client is bounded
 * whatever it does.
 */

import type { ClientInfo } from '../../shared/domain/client.ts'
import { ScribeError, toWireError } from '../../shared/domain/error.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { SCOPES, type Scope } from '../../shared/protocol/commands.ts'
import { commonProtocol, type HelloResult, helloParamsSchema, MAX_SUBSCRIPTIONS, type Request, WINDOW } from '../../shared/protocol/rpc.ts'
import { APP_VERSION, MAX_MESSAGE_BYTES, PROTOCOL } from '../../shared/protocol/version.ts'
import type { Caller } from '../commands/caller.ts'
import { badInput, type Dispatch } from '../commands/dispatch.ts'
import type { EventHub } from '../events/eventHub.ts'
import type { EventLog } from '../events/eventLog.ts'
import { Allowance, rateOf } from './allowance.ts'
import type { Clients } from './clients.ts'
import { ConnectionEvents } from './connectionEvents.ts'
import { parseRequest } from './parseRequest.ts'

/** The carrier of a connection. */
export interface Wire {
  readonly door: ClientInfo['door']
  /** Sends one message; the carrier frames it. `written` is called when the client has taken it. */
  send(text: string, written?: () => void): void
  /** Bytes handed over but not yet taken by the client. */
  buffered(): number
  close(): void
}

export interface ConnectionParts {
  readonly dispatch: Dispatch
  readonly hub: EventHub
  readonly events: EventLog
  readonly clients: Clients
  readonly settings: () => Settings
}

const HELLO_DEADLINE_MS = 5_000
/** Answers are asked for, so more of them may wait than of events; one of them may be as long as a message can be. */
const MAX_UNSENT_ANSWERS = 4 * MAX_MESSAGE_BYTES
const MAX_BAD_MESSAGES = 10

export class Connection {
  readonly #parts: ConnectionParts
  readonly #wire: Wire
  readonly #helloTimer: NodeJS.Timeout
  #caller: Caller | null = null
  readonly #events: ConnectionEvents
  readonly #allowance: Allowance
  #bad = 0
  #closed = false

  constructor(parts: ConnectionParts, wire: Wire) {
    this.#parts = parts
    this.#wire = wire
    this.#helloTimer = setTimeout(() => this.end('no hello'), HELLO_DEADLINE_MS)
    this.#events = new ConnectionEvents({ ...parts, wire, giveUp: () => this.end('too slow') })
    this.#allowance = new Allowance(parts.settings, () => setImmediate(() => this.end('too many requests')))
    if (!parts.clients.enter(this)) this.end('too many clients')
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
    this.#events.close()
    this.#parts.clients.leave(this)
    this.#wire.close()
  }

  async #answer(request: Request): Promise<void> {
    // An acknowledgement costs nothing and is never one too many.
    const leave = request.method === 'events/ack' ? () => undefined : this.#allowance.enter(performance.now())
    if (leave instanceof ScribeError) return this.#reply(request, toWireError(leave))
    const { result, error } = await this.#run(request).finally(leave)
    this.#reply(request, error, result)
  }

  async #run(request: Request): Promise<{ result?: unknown; error?: ReturnType<typeof toWireError> }> {
    try {
      if (request.method === 'hello') return { result: this.#hello(request.params) }
      const caller = this.#caller ?? (request.method === 'health' ? ANYBODY : null)
      if (caller === null) throw new ScribeError('auth.helloRequired', 'Say hello first.')
      const own = this.#ownMethods.get(request.method)
      if (own !== undefined) return { result: own(request.params) }
      const reply = await this.#parts.dispatch(request.method, request.params, caller)
      return reply.ok ? { result: reply.result } : { error: reply.error }
    } catch (error) {
      return { error: toWireError(error) }
    }
  }

  #hello(params: unknown): HelloResult {
    const hello = helloParamsSchema.safeParse(params)
    if (!hello.success) throw badInput('hello', hello.error.issues)
    const protocol = commonProtocol(PROTOCOL, hello.data.protocol)
    if (protocol === null) {
      throw new ScribeError('auth.protocolUnsupported', `This Scribe speaks protocol ${PROTOCOL}.`, { data: { supported: [PROTOCOL] } })
    }
    clearTimeout(this.#helloTimer)
    const scopes: Scope[] = SCOPES.filter((scope) => hello.data.scopes.includes(scope) && mayHave(hello.data.client.kind, scope))
    const { name, kind, version = null, pid = null } = hello.data.client
    this.#introduce({ name, kind, version, pid, door: this.#wire.door, scopes, since: Date.now() })
    this.#caller = { kind, scopes }
    const { epoch, seq } = this.#parts.hub.state
    const rate = rateOf(this.#parts.settings())
    const limits = {
      max_message: MAX_MESSAGE_BYTES,
      rate: { per_s: rate.perSecond, burst: rate.burst },
      window: WINDOW.usual,
      max_subscriptions: MAX_SUBSCRIPTIONS,
    }
    return { protocol, server: { name: 'scribe', version: APP_VERSION }, epoch, seq, scopes, limits, server_time: new Date().toISOString() }
  }

  /** Somebody for whom there is no place is told so, and let go. */
  #introduce(info: ClientInfo): void {
    try {
      this.#parts.clients.greet(this, info)
    } catch (error) {
      setImmediate(() => this.end('too many clients'))
      throw error
    }
  }

  /** What belongs to the connection and not to the daemon. */
  readonly #ownMethods: ReadonlyMap<string, (params: unknown) => unknown> = new Map<string, (params: unknown) => unknown>([
    ['events/subscribe', (params) => this.#events.subscribe(params)],
    ['events/unsubscribe', (params) => this.#events.unsubscribe(params)],
    ['events/ack', (params) => this.#events.ack(params)],
  ])

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

/** A model is not to start and stop what a person records. */
function mayHave(kind: ClientInfo['kind'], scope: Scope): boolean {
  return kind !== 'mcp' || scope !== 'control'
}

/** Before hello only health may be asked. */
const ANYBODY: Caller = { kind: 'other', scopes: ['read'] }
