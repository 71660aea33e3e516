/**
 * Adds a note to a session and prints what becomes of it, with Node's standard library alone: `node note.ts SESSION TEXT`. Written from
 * docs/protocol.md: one JSON message a line over a Unix socket, hello first.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

interface Answer {
  readonly id?: number
  readonly result?: { readonly entry?: { readonly seq: number; readonly lines: readonly string[] } }
  readonly error?: { readonly message: string }
}

const [session, ...words] = process.argv.slice(2)
if (session === undefined || words.length === 0) throw new Error('Usage: node note.ts SESSION TEXT')

const home = process.env.SCRIBE_HOME || join(homedir(), '.scribe')
const endpoint: { socket: string } = JSON.parse(readFileSync(join(home, 'run/scribe.json'), 'utf8'))
const socket = createConnection(endpoint.socket)
await once(socket, 'connect')
const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
let nextId = 1

/** Sends a request and gives its answer; events that come between are passed over. */
async function call(method: string, params: object): Promise<Answer> {
  const id = nextId++
  socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
  for (;;) {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('The connection was lost.')
    const answer: Answer = JSON.parse(value)
    if (answer.id !== id) continue
    if (answer.error !== undefined) throw new Error(answer.error.message)
    return answer
  }
}

try {
  await call('hello', { protocol: ['1.0'], client: { name: 'note', kind: 'other' }, scopes: ['read', 'append'] })
  // The key makes a second try of the same note safe.
  const { result } = await call('worklog/append', { session, text: words.join(' '), idem: `note-${process.pid}` })
  process.stdout.write(`#${result?.entry?.seq}\n${result?.entry?.lines.join('\n')}\n`)
} finally {
  socket.destroy()
}
