/** `scribe mcp`: the MCP server on this process's stdin and stdout, for both eras of the protocol. Stays up without a daemon. */
import { realpath } from 'node:fs/promises'
import type { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { scribeHome } from '../../client/home.ts'
import { messageOf } from '../../shared/domain/error.ts'
import { type AnswerParts, Answers } from './answers.ts'
import { DaemonLink } from './daemonLink.ts'
import { scribeServer, subscriptionsOf } from './scribeServer.ts'
import { Updates } from './updates.ts'

type Era = 'legacy' | 'modern'

/** Runs until its input ends; returns the exit code. */
export async function serveMcp(environment: NodeJS.ProcessEnv): Promise<number> {
  const home = scribeHome(environment)
  const link = new DaemonLink(home, environment.SCRIBE_AGENT)
  // Agents start their servers in the project's folder; one of them says it in a variable too.
  const folder = environment.CLAUDE_PROJECT_DIR || process.cwd()
  // Loaded when it is needed: with a daemon it never is.
  const offline: AnswerParts['offline'] = async (asked) => (await import('../../client/offline/contextOffline.ts')).contextOffline(asked, environment)
  const keep: AnswerParts['keep'] = async (note) => (await import('../../client/offline/keptNote.ts')).keepNote(home, note, Date.now())
  const answers = new Answers({ link, folder, offline, keep, now: () => Date.now() })
  const told = new Told(link, await realpath(folder).catch(() => folder))
  const handle = serveStdio(({ era }) => told.of(scribeServer(answers), era), { onerror: complain })
  await new Promise<void>((resolve) => process.stdin.once('close', resolve).once('end', resolve))
  told.close()
  await handle.close()
  link.close()
  return 0
}

/** Who is told of changes: of the servers that are made for a connection (one to look at, one to serve) the last. */
class Told {
  readonly #link: DaemonLink
  readonly #folder: string
  #updates: Updates | null = null

  constructor(link: DaemonLink, folder: string) {
    this.#link = link
    this.#folder = folder
  }

  of(server: McpServer, era: Era): McpServer {
    const wanted = subscriptionsOf(server, era)
    this.#updates?.close()
    this.#updates = new Updates({
      connect: () => this.#link.another(),
      folder: this.#folder,
      updated: (uri) => wanted.has(uri) && send(server.server.sendResourceUpdated({ uri })),
      listChanged: () => send(server.server.sendResourceListChanged()),
      onFault: complain,
    })
    this.#updates.start()
    return server
  }

  close(): void {
    this.#updates?.close()
  }
}

/** A client that is gone is told nothing more. */
function send(sent: Promise<void>): void {
  sent.catch(() => undefined)
}

function complain(error: unknown): void {
  process.stderr.write(`scribe mcp: ${messageOf(error)}\n`)
}
