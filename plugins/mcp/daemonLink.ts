/**
 * The daemon as the MCP server reaches it: connected when something is asked, again after it went away. Where nobody answers that is
 * remembered for a while, so that an agent never waits twice for nothing. The server itself stays up whatever becomes of the daemon.
 */
import { findDaemon } from '../../client/findDaemon.ts'
import { connectClient, nullIfUnreachable, type ScribeClient } from '../../client/scribeClient.ts'
import { APP_VERSION } from '../../shared/protocol/version.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

export class DaemonLink {
  readonly #home: string
  readonly #name: string
  readonly #monotonic: () => number
  #client: ScribeClient | null = null
  #connecting: Promise<ScribeClient | null> | null = null
  #failures = 0
  #closed = false
  #notBefore = 0

  /** `agent` is the one that started this server, where it says. */
  constructor(home: string, agent = '', monotonic: () => number = () => performance.now()) {
    this.#home = home
    this.#name = agent === '' ? 'scribe-mcp' : `scribe-mcp:${agent.slice(0, 40)}`
    this.#monotonic = monotonic
  }

  /** A client of the daemon, or `null` while none answers. */
  async client(): Promise<ScribeClient | null> {
    if (this.#client?.isClosed === false) return this.#client
    if (this.#monotonic() < this.#notBefore) return null
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null
    })
    return await this.#connecting
  }

  close(): void {
    this.#closed = true
    this.#client?.close()
  }

  /** A connection of its own, for what goes on by itself; `null` while nobody answers. */
  async another(): Promise<ScribeClient | null> {
    const endpoint = await findDaemon(this.#home)
    if (endpoint === null) return null
    const client = await connectClient(endpoint.socket, { name: this.#name, kind: 'mcp', version: APP_VERSION }).catch(nullIfUnreachable)
    // What connects after the end would keep the process.
    if (this.#closed) client?.close()
    return client
  }

  async #connect(): Promise<ScribeClient | null> {
    this.#client = await this.another()
    this.#failures = this.#client === null ? this.#failures + 1 : 0
    this.#notBefore = this.#failures === 0 ? 0 : this.#monotonic() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1))
    return this.#client
  }
}
