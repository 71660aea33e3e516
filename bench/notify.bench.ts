/**
 * From a published event to the program that follows, over the Unix socket: steadily, in a burst, with a reader that has stopped, after
 * a lost connection; and from a file that is written to a WebSocket client of the whole daemon. Beside the steady figures those of a
 * server that writes the same lines and keeps nothing.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { eventually } from '../testing/eventually.ts'
import { createRepo, removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, percentile, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { type HostOrder, preciseNow } from './notifyHost.ts'

const SECONDS = 20
const PER_SECOND = 500
const BURST = 10_000
const WRITES = 120
const MEGABYTE = 1024 * 1024

export const bench: Bench = {
  summary: 'A published event until its followers have it: 20 and 50 clients, a burst, a stopped reader, catching up, a file to a WebSocket.',
  async run(say) {
    const home = tempFolder()
    const host = await Host.start(home)
    try {
      const figures: Figure[] = []
      for (const clients of [20, 50]) {
        say(`${PER_SECOND} events a second to ${clients} clients, and from a plain server`)
        figures.push(...(await steady(host, clients)))
      }
      say(`a burst of ${BURST}`)
      figures.push(await burst(host))
      say('a reader that has stopped')
      figures.push(...(await stopped(host)))
      say('catching up')
      figures.push(await catchUp(host))
      say('a file to a WebSocket client')
      figures.push(...(await fileToWebSocket()))
      return figures
    } finally {
      host.end()
      removeFolder(home)
    }
  },
}

class Host {
  readonly home: string
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  private constructor(home: string, child: ChildProcess, lines: Interface) {
    this.home = home
    this.#child = child
    this.#lines = lines[Symbol.asyncIterator]()
  }

  static async start(home: string): Promise<Host> {
    const entry = fileURLToPath(new URL('./notifyHost.ts', import.meta.url))
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--expose-gc', entry, home], { stdio: ['pipe', 'pipe', 'inherit'] })
    if (child.stdout === null) throw new Error('no output')
    const host = new Host(home, child, createInterface({ input: child.stdout }))
    await host.#lines.next()
    return host
  }

  async order(order: HostOrder): Promise<number> {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
    return Number((await this.#lines.next()).value)
  }

  end(): void {
    this.#child.kill('SIGKILL')
  }
}

/** Counts and times events by the moment that stands in their first line, without parsing the rest. */
class Follower {
  readonly latencies: number[] = []
  count = 0
  readonly #subscribed = Promise.withResolvers<void>()
  readonly socket: Socket

  private constructor(socket: Socket) {
    this.socket = socket
    createInterface({ input: socket }).on('line', (line) => this.#take(line))
  }

  static async open(path: string, subscribe: object | null = {}): Promise<Follower> {
    const socket = connect(path)
    await once(socket, 'connect')
    const follower = new Follower(socket)
    // The plain server has nothing to say; it has noticed by then.
    if (subscribe === null) return await sleep(200, follower)
    const hello = { protocol: ['1.0'], client: { name: 'bench', kind: 'other' } }
    for (const [id, method, params] of [[1, 'hello', hello] as const, [2, 'events/subscribe', subscribe] as const])
      socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    await follower.#subscribed.promise
    return follower
  }

  #take(line: string): void {
    const sent = /"lines":\["- (\d+\.?\d*)/.exec(line)?.[1]
    if (sent === undefined) return void (line.startsWith('{"jsonrpc":"2.0","id":2') && this.#subscribed.resolve())
    this.count++
    this.latencies.push(preciseNow() - Number(sent))
  }
}

async function steady(host: Host, clients: number): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const plain of [false, true]) {
    const path = join(host.home, plain ? 'plain.sock' : 'log.sock')
    const followers = await Promise.all(Array.from({ length: clients }, () => Follower.open(path, plain ? null : {})))
    await host.order({ kind: 'steady', perSecond: PER_SECOND, seconds: SECONDS, plain })
    await eventually(() => followers.every(({ count }) => count === PER_SECOND * SECONDS))
    for (const { socket } of followers) socket.destroy()
    const name = `${PER_SECOND} events/s, ${clients} clients${plain ? ', a plain server (contender)' : ''}`
    figures.push(
      ...latencies(
        name,
        followers.flatMap((follower) => follower.latencies.slice(50)),
        [0.5, 0.99],
      ),
    )
  }
  return figures
}

async function burst(host: Host): Promise<Figure> {
  const followers = await Promise.all(Array.from({ length: 20 }, () => Follower.open(join(host.home, 'log.sock'))))
  const began = performance.now()
  await host.order({ kind: 'burst', count: BURST, bytes: 100 })
  await eventually(() => followers.every(({ count }) => count === BURST))
  const took = performance.now() - began
  for (const { socket } of followers) socket.destroy()
  return { name: `burst of ${BURST} to 20 clients: until all have all`, value: round(took), unit: 'ms', better: 'lower' }
}

/** The same 50,000 events with everybody reading come first: what they cost is no cost of the one who stops. */
async function stopped(host: Host): Promise<Figure[]> {
  const path = join(host.home, 'log.sock')
  const flood: HostOrder = { kind: 'burst', count: 50_000, bytes: 2_000, pausePer: 20 }
  const all = await Promise.all(Array.from({ length: 4 }, () => Follower.open(path)))
  const readAll = async (): Promise<number> => {
    const before = all[0]?.count ?? 0
    await host.order(flood)
    await eventually(() => all.every(({ count }) => count === before + flood.count), 120_000)
    return await host.order({ kind: 'rss' })
  }
  await readAll()
  const without = await readAll()
  const taken = (): number[] => all.flatMap(({ latencies: samples }) => samples.splice(0))
  taken()
  const paused = await Follower.open(path)
  paused.socket.pause()
  const withOne = await readAll()
  const others = taken()
  for (const { socket } of [...all, paused]) socket.destroy()
  return [
    { name: 'one paused client, 50k events of 2 KB: memory', value: round((withOne - without) / MEGABYTE), unit: 'MB', better: 'lower' },
    { name: 'one paused client: the others p99', value: round(percentile(others, 0.99)), unit: 'ms', better: 'lower' },
  ]
}

async function catchUp(host: Host): Promise<Figure> {
  const last = await host.order({ kind: 'burst', count: BURST, bytes: 100 })
  await sleep(500)
  const epoch = await epochOf(join(host.home, 'log.sock'))
  const began = performance.now()
  const follower = await Follower.open(join(host.home, 'log.sock'), { from_seq: last - BURST, epoch, window: 256 })
  await eventually(() => {
    follower.socket.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'events/ack', params: { sub: 1, seq: last } })}\n`)
    return follower.count === BURST
  })
  const took = performance.now() - began
  follower.socket.destroy()
  return { name: `catch-up of ${BURST} events`, value: round(took), unit: 'ms', better: 'lower' }
}

async function epochOf(path: string): Promise<string> {
  const socket = connect(path)
  socket.write('{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":["1.0"],"client":{"name":"bench"}}}\n')
  const [line] = await once(createInterface({ input: socket }), 'line')
  socket.destroy()
  return JSON.parse(line).result.epoch
}

async function fileToWebSocket(): Promise<Figure[]> {
  const home = tempFolder()
  const repo = createRepo({ files: { 'a.ts': '1\n' } })
  const daemon = await startBuiltDaemon(home)
  const { port, hash } = new URL(daemon.url)
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1`, ['scribe.v1', `scribe.v1.${hash.slice(1)}`])
  try {
    await once(socket, 'open')
    const client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root })
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.capture === 'live')
    const [seen, recorded] = [new Map<string, number>(), new Map<string, number>()]
    socket.on('message', (data) => {
      const text = String(data)
      const name = /file-\d+\.ts/.exec(text)?.[0]
      if (name === undefined) return
      const into = text.includes('"topic":"file.changed"') ? seen : text.includes('"topic":"session.updated"') ? recorded : null
      if (into?.has(name) === false) into.set(name, performance.now())
    })
    for (const [method, params] of [['hello', { protocol: ['1.0'], client: { name: 'bench', kind: 'other' } }] as const, ['events/subscribe', {}] as const])
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: method, method, params }))
    const written = new Map<string, number>()
    for (let n = 0; n < WRITES; n++) {
      const name = `file-${n}.ts`
      written.set(name, performance.now())
      repo.write(name, `${n}\n`)
      await eventually(() => recorded.has(name))
      await sleep(60 + ((n * 37) % 100))
    }
    const since = (times: ReadonlyMap<string, number>): number[] => [...written].map(([name, at]) => (times.get(name) ?? Number.NaN) - at)
    client.close()
    return [
      ...latencies('file write to a WebSocket client', since(seen), [0.5, 0.99]),
      ...latencies('file write to the row of its record', since(recorded), [0.5, 0.99]),
    ]
  } finally {
    socket.close()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  }
}
