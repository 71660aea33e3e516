/**
 * Lets a checker that only speaks HTTP talk to an MCP server on stdio: hands each message on as it is, and each answer back. Owns the
 * processes it starts, one a conversation; knows nothing of what is said.
 */
import type { ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const messageSchema = z.looseObject({ id: z.union([z.string(), z.number()]).optional(), method: z.string().optional() })

interface Conversation {
  readonly child: ChildProcessWithoutNullStreams
  /** Who waits for the answer with this id. */
  readonly waiting: Map<string | number, (answer: string) => void>
}

export interface StdioOverHttp {
  readonly url: string
  close(): Promise<void>
}

/** Serves it on 127.0.0.1; `start` starts the server for one conversation. */
export async function stdioOverHttp(start: () => ReturnType<typeof spawn>): Promise<StdioOverHttp> {
  const conversations = new Map<string, Conversation>()
  const server = createServer((request, response) => void serve(request, response, { conversations, start }).catch(() => response.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    for (const { child } of conversations.values()) child.kill('SIGKILL')
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}/mcp`, close }
}

interface Serving {
  readonly conversations: Map<string, Conversation>
  readonly start: () => ReturnType<typeof spawn>
}

async function serve(request: IncomingMessage, response: ServerResponse, { conversations, start }: Serving): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end()
  const body = await text(request)
  const { id, method } = messageSchema.parse(JSON.parse(body))
  const name = method === 'initialize' ? randomUUID() : String(request.headers['mcp-session-id'])
  if (method === 'initialize') conversations.set(name, converse(start() as ChildProcessWithoutNullStreams))
  const conversation = conversations.get(name)
  if (conversation === undefined) return void response.writeHead(404).end()
  const answer = id === undefined || method === undefined ? null : new Promise<string>((resolve) => conversation.waiting.set(id, resolve))
  conversation.child.stdin.write(`${JSON.stringify(JSON.parse(body))}\n`)
  if (answer === null) return void response.writeHead(202).end()
  response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': name }).end(await answer)
}

function converse(child: ChildProcessWithoutNullStreams): Conversation {
  const waiting: Conversation['waiting'] = new Map()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id } = messageSchema.parse(JSON.parse(line))
    if (id === undefined) return
    waiting.get(id)?.(line)
    waiting.delete(id)
  })
  return { child, waiting }
}
