/** A watch host that does what a test says: keeps its orders, speaks and ends on command. */
import { type ToHost, toHostSchema } from '../main/watch/hostMessages.ts'
import type { WatchHostProcess } from '../main/watch/hostProcess.ts'

export class ScriptedHost implements WatchHostProcess {
  pid: number | undefined
  readonly orders: ToHost[] = []
  killed = 0
  /** Whether it ends when it is told to. */
  obedient = true
  /** Whether the marker comes back whenever it is asked for. */
  alive = false
  /** Whether it covers a root as soon as it is told to. */
  ready = false
  #message: (message: unknown) => void = () => undefined
  #exit: (reason: string) => void = () => undefined

  constructor(pid: number | undefined) {
    this.pid = pid
  }

  post(message: unknown): void {
    const order = toHostSchema.parse(message)
    this.orders.push(order)
    if (order.kind === 'close' && this.obedient) this.exit('exit 0')
    if (order.kind === 'watch' && this.ready) setImmediate(() => this.say({ kind: 'ready', root: order.root }))
    if (order.kind === 'prove' && this.alive) setImmediate(() => this.say({ kind: 'proved', root: order.root, tick: order.tick, ms: 1 }))
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener
  }

  onExit(listener: (reason: string) => void): void {
    this.#exit = listener
  }

  kill(): void {
    this.killed++
    this.exit('SIGKILL')
  }

  /** The roots it was told to watch, once for each order. */
  get watched(): string[] {
    return this.orders.flatMap((order) => (order.kind === 'watch' ? [order.root] : []))
  }

  /** Sends `message` to the owner, whatever it is. */
  say(message: unknown): void {
    this.#message(message)
  }

  exit(reason: string): void {
    this.#exit(reason)
  }
}
