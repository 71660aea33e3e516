/**
 * The app takes over from a daemon without one: asks it to drain and end, so that sessions, socket and store are the app's. Never asks
 * another app. Whoever was connected comes back by itself and goes on where it was.
 */
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PROTOCOL } from '../../shared/protocol/version.ts'

const ANSWER_MS = 2_000
const HELLO = { protocol: [PROTOCOL], client: { name: 'app', kind: 'ui' }, scopes: ['control'] }

/** True if a headless daemon of this data folder said that it ends. */
export async function askForHandOver(home: string): Promise<boolean> {
  try {
    const { host, socket }: { host?: unknown; socket?: unknown } = JSON.parse(await readFile(join(home, 'run', 'scribe.json'), 'utf8'))
    return host === 'headless' && typeof socket === 'string' && (await shutDown(socket))
  } catch {
    // None there, an app, or nobody who answers.
    return false
  }
}

function shutDown(path: string): Promise<boolean> {
  const socket = connect(path)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), ANSWER_MS)
  socket.on('error', () => resolve(false))
  socket.on('close', () => resolve(false))
  createInterface({ input: socket })
    .on('line', (line) => line.includes('"id":2') && resolve(line.includes('"result"')))
    .on('error', () => undefined)
  const send = (id: number, method: string, params: object): void => void socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
  send(1, 'hello', HELLO)
  send(2, 'system/shutdown', { hand_over: true })
  return promise.finally(() => {
    clearTimeout(timer)
    socket.destroy()
  })
}
