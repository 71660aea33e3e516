/**
 * Talks to the daemon over its Unix socket: one connection, hello, commands, events. For everything outside the
 * daemon (command line, plugins, tests). Every call has a deadline; a lost connection refuses all that wait.
 */
import { connect, type Socket } from 'node:net'
import { fromWireError, ScribeError } from '../shared/domain/error.ts'
import type { CommandName } from '../shared/protocol/commandNames.ts'
import type { CommandInput, CommandOutput } from '../shared/protocol/commands.ts'
import type { Envelope } from '../shared/protocol/events.ts'
import {
  eventNotificationSchema,
  gapNotificationSchema,
  type HelloParams,
  type HelloResult,
  helloResultSchema,
  responseSchema,
  type SubscribeParams,
  type SubscribeResult,
  subscribeResultSchema,
} from '../shared/protocol/rpc.ts'
import { MAX_MESSAGE_BYTES, PROTOCOL } from '../shared/protocol/version.ts'
import type { AppState } from '../shared/state/appState.ts'

const CONNECT_MS = 1_000
/** A start scans the repository before it answers. */
const CALL_MS = 30_000

/** What a subscription tells. */
export interface EventListener {
  readonly onEvent: (envelope: Envelope) => void
  /** Events between these numbers are gone. */
  readonly onGap?: (from: number, to: number) => void
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: ScribeError): void
  readonly timer: NodeJS.Timeout
}

export class ScribeClient {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #held = ''
  readonly #listeners = new Map<number, EventListener>()
  /** Of the subscription that is being made: its events may come with the answer. */
  #arriving: EventListener | null = null
  #onClosed: () => void = () => undefined
  #failure: ScribeError | null = null

  /** Use `connectClient`. */
  constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#take(text))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#fail(new ScribeError('daemon.unreachable', 'The connection to Scribe was lost. Try again.')))
  }

  /** The result of a command. Throws the daemon's error, `wait.deadline` or `daemon.unreachable`. */
  async call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    // The daemon has parsed its answer with the table's schema; the socket is the user's own.
    return (await this.#request(name, input)) as CommandOutput<N>
  }

  async hello(client: HelloParams['client'], scopes: HelloParams['scopes']): Promise<HelloResult> {
    const params: HelloParams = { protocol: [PROTOCOL], client, scopes }
    return helloResultSchema.parse(await this.#request('hello', params))
  }

  /** The state now; `listener` then gets every event after it. */
  async subscribe(listener: (envelope: Envelope) => void): Promise<AppState> {
    const { state } = await this.events({ snapshot: true, coalesce: false }, { onEvent: listener })
    if (state === undefined) throw new ScribeError('internal', 'Scribe gave no state.')
    return state
  }

  /** Subscribes; one subscription at a time is made. See `SubscribeParams`. */
  async events(params: SubscribeParams, listener: EventListener): Promise<SubscribeResult> {
    this.#arriving = listener
    const result = subscribeResultSchema.parse(await this.#request('events/subscribe', params))
    this.#listeners.set(result.sub, listener)
    return result
  }

  /** Everything up to and with `seq` has been dealt with. */
  ack(sub: number, seq: number): void {
    if (this.#failure === null) this.#socket.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'events/ack', params: { sub, seq } })}\n`)
  }

  get isClosed(): boolean {
    return this.#failure !== null
  }

  /** Called once when the connection has ended, at once if it has already. */
  onClosed(listener: () => void): void {
    if (this.#failure !== null) return listener()
    this.#onClosed = listener
  }

  /** Safe to call twice. */
  close(): void {
    this.#socket.destroy()
  }

  #request(method: string, params: unknown): Promise<unknown> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id)?.reject(new ScribeError('wait.deadline', `Scribe gave no answer within ${CALL_MS} ms.`)), CALL_MS)
      this.#waiting.set(id, { resolve, reject, timer })
      this.#socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  }

  #take(text: string): void {
    const lines = (this.#held + text).split('\n')
    this.#held = lines.pop() ?? ''
    if (this.#held.length > MAX_MESSAGE_BYTES) this.#socket.destroy()
    for (const line of lines) this.#message(line)
  }

  #message(line: string): void {
    let message: unknown
    try {
      message = JSON.parse(line)
    } catch {
      // What answers is not Scribe: whoever waits is told by the end of the connection.
      return void this.#socket.destroy()
    }
    const event = eventNotificationSchema.safeParse(message)
    if (event.success) return this.#listener(event.data.params.sub)?.onEvent(event.data.params.envelope)
    const gap = gapNotificationSchema.safeParse(message)
    if (gap.success) return this.#listener(gap.data.params.sub)?.onGap?.(gap.data.params.from_seq, gap.data.params.to_seq)
    const response = responseSchema.safeParse(message)
    if (!response.success) return
    const waiting = this.#settle(Number(response.data.id))
    if (response.data.error === undefined) waiting?.resolve(response.data.result)
    else waiting?.reject(fromWireError(response.data.error))
  }

  #listener(sub: number): EventListener | null {
    return this.#listeners.get(sub) ?? this.#arriving
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    clearTimeout(waiting?.timer)
    return waiting
  }

  #fail(error: ScribeError): void {
    if (this.#failure !== null) return
    this.#failure = error
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(error)
    this.#onClosed()
  }
}

/** A client of the daemon on this socket that has said hello. Throws `daemon.unreachable` or the daemon's refusal. */
export async function connectClient(socketPath: string, client: HelloParams['client']): Promise<ScribeClient> {
  const socket = await open(socketPath)
  const connected = new ScribeClient(socket)
  try {
    await connected.hello(client, ['read', 'append', 'control'])
    return connected
  } catch (error) {
    connected.close()
    throw error
  }
}

/** For callers that go on without a daemon: `null` when none answered; a daemon that refused stays an error. */
export function nullIfUnreachable(error: unknown): null {
  if (error instanceof ScribeError && error.code === 'daemon.unreachable') return null
  throw error
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const fail = (cause?: unknown): void => {
      socket.destroy()
      reject(new ScribeError('daemon.unreachable', 'Scribe is not running.', { cause }))
    }
    const timer = setTimeout(fail, CONNECT_MS)
    socket.once('error', (cause) => {
      clearTimeout(timer)
      fail(cause)
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
