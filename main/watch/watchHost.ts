/**
 * Entry of the watch host, a process of its own: a watcher that fails, or a tree that takes seconds to walk, must not
 * be able to stop the daemon. Talks to its parent only, through a child process's channel or Electron's parent port,
 * and ends when the parent is gone.
 */
import { systemBudget } from './backends/watchBudget.ts'
import { openerOf, resolveBackend } from './chooseBackend.ts'
import { type FromHost, toHostSchema, type WatchOrder } from './hostMessages.ts'
import { RootWatch } from './rootWatch.ts'
import { isRemoteVolume } from './volume.ts'

interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const watches = new Map<string, RootWatch>()
const budget = systemBudget()
/** Present in Electron's utility process only; Node's types do not know it. */
const parentPort = (process as { parentPort?: ParentPort }).parentPort

function send(message: FromHost): void {
  if (parentPort !== undefined) parentPort.postMessage(message)
  // A parent that is gone is heard of by `disconnect`; what could not be sent to it is nobody's.
  else process.send?.(message, () => undefined)
}

async function obey(message: unknown): Promise<void> {
  const { data: order } = toHostSchema.safeParse(message)
  if (order === undefined) throw new Error('an order could not be read')
  if (order.kind === 'close') return await end()
  if (order.kind === 'prove') return watches.get(order.root)?.prove(order.tick)
  await watches.get(order.root)?.close()
  watches.delete(order.root)
  if (order.kind === 'watch') watches.set(order.root, await open(order))
}

async function open(order: WatchOrder): Promise<RootWatch> {
  const remote = await isRemoteVolume(order.root)
  const name = resolveBackend(order.backend, { platform: process.platform, remote })
  if (remote && name === 'polling') send({ kind: 'degraded', root: order.root, message: 'This is a network volume.', polling: true })
  return new RootWatch(order, openerOf(name, { pollMs: order.pollMs, budget }), send)
}

async function end(): Promise<void> {
  await Promise.allSettled([...watches.values()].map((watch) => watch.close()))
  process.exit(0)
}

/** Orders are obeyed one after another: a watch that is being closed must be gone before it is opened again. */
let orders: Promise<void> = Promise.resolve()

function receive(message: unknown): void {
  orders = orders
    .then(() => obey(message))
    .catch((error: unknown) => {
      process.stderr.write(`watch host: ${String(error)}\n`)
    })
}

if (parentPort !== undefined) parentPort.on('message', (event) => receive(event.data))
else {
  process.on('message', receive)
  process.on('disconnect', () => void end())
}
