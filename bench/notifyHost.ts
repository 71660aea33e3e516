/**
 * The daemon's own way from a published event to a socket, in a process of its own: hub, event log with its files, socket server. It is
 * told what to publish by lines on standard input, and says when it has. Beside it a plain server that writes the same lines to
 * whoever is connected and keeps nothing: what the carrier alone costs.
 */
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { SocketServer } from '../main/server/socketServer.ts'
import type { ScribeEvent } from '../shared/protocol/events.ts'
import { connectionGround } from '../testing/connectionParts.ts'

export type HostOrder =
  | { readonly kind: 'steady'; readonly perSecond: number; readonly seconds: number; readonly plain: boolean }
  | { readonly kind: 'burst'; readonly count: number; readonly bytes: number; readonly pausePer?: number }
  | { readonly kind: 'rss' }

const SESSIONS = 50
const TICK_MS = 10

/** Wall clock with fractions, the same in every process of this machine; ms. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now()
}

function eventOf(index: number, bytes: number): ScribeEvent {
  const session_id = `session-${index % SESSIONS}`
  const lines = [`- ${preciseNow()} ${'x'.repeat(bytes)}`]
  return { topic: 'worklog.appended', session_id, entry: { seq: index, session_id, at: Date.now(), kind: 'note', lines } }
}

async function main(home: string): Promise<void> {
  const ground = await connectionGround(home)
  ground.set({ 'limits.maxClients': 256 })
  await new SocketServer(join(home, 'log.sock'), { ...ground, dispatch: async () => ({ ok: true, result: {} as never }) }).start()
  const plain = new Set<Socket>()
  const server = createServer((socket) => {
    plain.add(socket)
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(join(home, 'plain.sock'), resolve))
  let sent = 0
  const publish = (bytes: number): void => ground.hub.publish(eventOf(sent++, bytes))
  const write = (): void => {
    const line = `${JSON.stringify({ jsonrpc: '2.0', method: 'events/event', params: { sub: 1, envelope: { epoch: 'e', seq: sent, at: 0, event: eventOf(sent++, 100) } } })}\n`
    for (const socket of plain) socket.write(line)
  }

  async function run(order: HostOrder): Promise<unknown> {
    if (order.kind === 'rss') {
      globalThis.gc?.()
      return process.memoryUsage().rss
    }
    if (order.kind === 'steady') {
      const began = performance.now()
      for (let done = 0; done < order.perSecond * order.seconds; ) {
        const due = Math.min(((performance.now() - began) * order.perSecond) / 1_000, order.perSecond * order.seconds)
        for (; done < due; done++) order.plain ? write() : publish(100)
        await sleep(TICK_MS / 5)
      }
      return ground.hub.state.seq
    }
    for (let n = 0; n < order.count; n++) {
      publish(order.bytes)
      if (n % (order.pausePer ?? 200) === 0) await turn()
    }
    return ground.hub.state.seq
  }

  process.stdout.write('ready\n')
  for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(await run(JSON.parse(line)))}\n`)
  process.exit(0)
}

if (import.meta.main) await main(process.argv[2] ?? '')
