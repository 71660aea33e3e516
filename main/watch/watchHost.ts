/**
 * Entry of the watch host, a process of its own: a watcher that fails, or a tree that takes seconds to walk, must not
 * be able to stop the daemon. Talks to its parent only, through a child process's channel or Electron's parent port,
 * and ends when the parent is gone.
 */
import { systemBursts } from './backends/burst.ts'
import { pollingText } from './backends/pollingBackend.ts'
import { systemBudget } from './backends/watchBudget.ts'
import { openerOf, resolveBackend } from './chooseBackend.ts'
import { type FromHost, type ToHost, toHostSchema, type WatchOrder } from './hostMessages.ts'
import { RootWatch } from './rootWatch.ts'
import { isRemoteVolume } from './volume.ts'

interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const watches = new Map<string, RootWatch>()
const shared = { budget: systemBudget(), bursts: systemBursts() }
/** Present in Electron's utility process only; Node's types do not know it. */
const parentPort = (process as { parentPort?: ParentPort }).parentPort

function send(message: FromHost): void {
  if (parentPort !== undefined) parentPort.postMessage(message)
  // A parent that is gone is heard of by `disconnect`; what could not be sent to it is nobody's.
  else process.send?.(message, () => undefined)
}

async function obey(order: Extract<ToHost, { root: string }>): Promise<void> {
  await watches.get(order.root)?.close()
  watches.delete(order.root)
  if (order.kind === 'watch') watches.set(order.root, await open(order))
}

async function open(order: WatchOrder): Promise<RootWatch> {
  const remote = await isRemoteVolume(order.root)
  const name = resolveBackend(order.backend, { platform: process.platform, remote })
  const polls = name === 'polling'
  const reason = order.reason ?? (polls && remote ? pollingText('This is a network volume.', order.pollMs) : null)
  if (reason !== null) send({ kind: 'degraded', root: order.root, message: reason, polling: true, outage: false })
  return new RootWatch(order, { open: openerOf(name, { pollMs: order.pollMs, ...shared }), polls, reason }, send)
}

/** A root that is still being opened has nothing to show, and is no reason to doubt the host. */
function prove(root: string, tick: number): void {
  const watch = watches.get(root)
  if (watch === undefined) send({ kind: 'unproved', root, tick })
  else void watch.prove(tick)
}

async function end(): Promise<void> {
  await Promise.allSettled([...watches.values()].map((watch) => watch.close()))
  process.exit(0)
}

/** Orders for a root are obeyed one after another: a watch that is being closed must be gone before it is opened again. */
const orders = new Map<string, Promise<void>>()

function receive(message: unknown): void {
  const { data: order } = toHostSchema.safeParse(message)
  if (order === undefined) return complain('an order could not be read')
  if (order.kind === 'close') return void end()
  if (order.kind === 'prove') return prove(order.root, order.tick)
  // A root whose volume hangs must not hold up the others.
  const done = (orders.get(order.root) ?? Promise.resolve()).then(() => obey(order)).catch(complain)
  orders.set(order.root, done)
  void done.then(() => orders.get(order.root) === done && orders.delete(order.root))
}

function complain(error: unknown): void {
  process.stderr.write(`watch host: ${String(error)}\n`)
}

if (parentPort !== undefined) parentPort.on('message', (event) => receive(event.data))
else {
  process.on('message', receive)
  process.on('disconnect', () => void end())
}
