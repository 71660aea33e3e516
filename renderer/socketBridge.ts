/**
 * The bridge of a page in a browser: JSON-RPC over one WebSocket to the daemon that served the page. Owns connecting
 * and coming back (250 ms to 5 s apart). Invariant: every call is answered, by the daemon, by a lost connection or by
 * its deadline.
 */
import type { WireError } from '../shared/domain/error.ts'
import type { BridgeMessage, Reply, ScribeBridge, Surface } from '../shared/protocol/bridge.ts'
import type { CommandName } from '../shared/protocol/commandNames.ts'
import { PROTOCOL } from '../shared/protocol/version.ts'
import { t } from '../shared/ui/text.ts'
import { parseFrame, parseState } from './frames.ts'

type Answer = { readonly ok: true; readonly result: object } | { readonly ok: false; readonly error: WireError }
type Listener = (message: BridgeMessage) => void

const SUBPROTOCOL = 'scribe.v1'
const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 5_000
/** A start scans the repository before it answers. */
const ANSWER_MS = 30_000
const RELEASED_MS = 10_000

const UNREACHABLE = { code: 1602, key: 'error.unreachable', data: { code: 'daemon.unreachable', retryable: true } } as const
const TOO_LATE = { code: 1301, key: 'error.deadline', data: { code: 'wait.deadline', retryable: true } } as const

class SocketBridge implements ScribeBridge {
  readonly shell = 'browser'
  readonly #address: string
  readonly #token: string
  readonly #listeners = new Set<Listener>()
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #socket: WebSocket | null = null
  /** Hello has been answered. */
  #ready = false
  #nextId = 1
  #delay = FIRST_DELAY_MS

  constructor(address: string, token: string) {
    this.#address = address
    this.#token = token
    this.#connect()
  }

  async call<N extends CommandName>(name: N, input: unknown): Promise<Reply<N>> {
    // The daemon has parsed its answer with the table's schema, and the frame has been checked here.
    return (this.#ready ? await this.#request(name, input) : refusal(UNREACHABLE)) as Reply<N>
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    if (this.#ready) void this.#sendSnapshot()
    return () => this.#listeners.delete(listener)
  }

  /** What is a window in the app is a tab here; the token goes with it. A browser has no menu of ours, so that leads to the settings as well. */
  show(surface: Surface): void {
    const page = surface === 'dashboard' || surface === 'welcome' || surface === 'popover' ? surface : 'settings'
    window.open(`../${page}/index.html${location.hash}`, page === 'popover' ? '_self' : `scribe-${page}`)
  }

  reveal(): void {}

  /** A download: where it goes, the browser says. */
  async save(name: string, text: string): Promise<boolean> {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = address
    link.download = name
    link.click()
    // The download has begun by then and holds the text itself.
    setTimeout(() => URL.revokeObjectURL(address), RELEASED_MS)
    return true
  }

  async testNotice(): Promise<boolean> {
    return false
  }

  /** Only the app has menus and an icon that lead somewhere. */
  onPlace(): () => void {
    return () => undefined
  }

  /** A browser tells a page nothing of where a file lies. */
  pathOf(): null {
    return null
  }

  /** A page cannot open the system's folder dialog. */
  async chooseFolder(): Promise<null> {
    return null
  }

  #connect(): void {
    const socket = new WebSocket(this.#address, [SUBPROTOCOL, `${SUBPROTOCOL}.${this.#token}`])
    this.#socket = socket
    socket.onopen = () => void this.#greet()
    socket.onmessage = ({ data }) => this.#take(String(data))
    socket.onclose = () => this.#lost()
  }

  async #greet(): Promise<void> {
    const hello = await this.#request('hello', { protocol: [PROTOCOL], client: { name: pageName(), kind: 'ui' }, scopes: ['read', 'append', 'control'] })
    this.#ready = hello.ok
    if (hello.ok) await this.#sendSnapshot()
    else this.#socket?.close()
  }

  /** Asking again starts the subscription over, so every listener gets the new state. */
  async #sendSnapshot(): Promise<void> {
    const answer = await this.#request('events/subscribe', { topics: ['*'], snapshot: true, coalesce: false })
    const state = answer.ok ? parseState(answer.result) : null
    if (state === null) return this.#socket?.close()
    this.#delay = FIRST_DELAY_MS
    this.#tell({ kind: 'snapshot', state })
  }

  #take(text: string): void {
    const frame = parseFrame(text)
    if (frame === null) return
    if (frame.kind === 'event') return this.#tell(frame)
    this.#waiting.get(frame.id)?.(frame.kind === 'result' ? { ok: true, result: frame.result } : { ok: false, error: frame.error })
  }

  #lost(): void {
    this.#ready = false
    for (const settle of [...this.#waiting.values()]) settle(refusal(UNREACHABLE))
    this.#tell({ kind: 'down' })
    setTimeout(() => this.#connect(), this.#delay)
    this.#delay = Math.min(2 * this.#delay, LONGEST_DELAY_MS)
  }

  #tell(message: BridgeMessage): void {
    for (const listener of [...this.#listeners]) listener(message)
  }

  #request(method: string, params: unknown): Promise<Answer> {
    const id = this.#nextId++
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        resolve(answer)
      }
      const timer = setTimeout(() => settle(refusal(TOO_LATE)), ANSWER_MS)
      this.#waiting.set(id, settle)
      this.#socket?.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    })
  }
}

/** `popover` of `/popover/index.html`. */
function pageName(): string {
  return location.pathname.split('/')[1] || 'page'
}

function refusal({ code, key, data }: typeof UNREACHABLE | typeof TOO_LATE): { readonly ok: false; readonly error: WireError } {
  return { ok: false, error: { code, message: t(key), data } }
}

/** The bridge to the daemon at `origin` (`http://127.0.0.1:PORT`). It begins to connect at once and never gives up. */
export function connectSocket(origin: string, token: string): ScribeBridge {
  return new SocketBridge(`${origin.replace(/^http/, 'ws')}/v1`, token)
}
