/**
 * Entry of the watch host, a process of its own: a watcher that fails, or a tree that takes seconds to walk, must not
 * be able to stop the daemon. Talks to its parent only, through a child process's channel or Electron's parent port,
 * and ends when the parent is gone.
 */
import { openChokidar } from './backends/chokidarBackend.ts'
import { type FromHost, toHostSchema } from './hostMessages.ts'
import { RootWatch } from './rootWatch.ts'

interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const watches = new Map<string, RootWatch>()
/** Present in Electron's utility process only; Node's types do not know it. */
const parentPort = (process as { parentPort?: ParentPort }).parentPort

function send(message: FromHost): void {
  if (parentPort !== undefined) parentPort.postMessage(message)
  // A parent that is gone is heard of by `disconnect`; what could not be sent to it is nobody's.
  else process.send?.(message, () => undefined)
}

async function obey(message: unknown): Promise<void> {
  const order = toHostSchema.parse(message)
  if (order.kind === 'close') return await end()
  await watches.get(order.root)?.close()
  watches.delete(order.root)
  if (order.kind === 'watch') watches.set(order.root, new RootWatch(order, openChokidar, send))
}

async function end(): Promise<void> {
  await Promise.allSettled([...watches.values()].map((watch) => watch.close()))
  process.exit(0)
}

/** Orders are obeyed one after another: a watch that is being closed must be gone before it is opened again. */
let orders: Promise<void> = Promise.resolve()

function receive(message: unknown): void {
  orders = orders.then(() => obey(message)).catch((error: unknown) => {
    process.stderr.write(`watch host: ${String(error)}\n`)
  })
}

if (parentPort !== undefined) parentPort.on('message', (event) => receive(event.data))
else {
  process.on('message', receive)
  process.on('disconnect', () => void end())
}
