/** `scribe mcp`: the MCP server on this process's stdin and stdout, for both eras of the protocol. Stays up without a daemon. */
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { scribeHome } from '../../client/home.ts'
import { contextOffline } from '../../client/offline/contextOffline.ts'
import { Answers } from './answers.ts'
import { DaemonLink } from './daemonLink.ts'
import { scribeServer } from './scribeServer.ts'

/** Runs until its input ends; returns the exit code. */
export async function serveMcp(environment: NodeJS.ProcessEnv): Promise<number> {
  const link = new DaemonLink(scribeHome(environment), environment.SCRIBE_AGENT)
  // Agents start their servers in the project's folder; one of them says it in a variable too.
  const folder = environment.CLAUDE_PROJECT_DIR || process.cwd()
  const answers = new Answers({ link, folder, offline: (asked) => contextOffline(asked, environment), now: () => Date.now() })
  const handle = serveStdio(() => scribeServer(answers), { onerror: (error) => process.stderr.write(`scribe mcp: ${error.message}\n`) })
  await new Promise<void>((resolve) => process.stdin.once('close', resolve).once('end', resolve))
  await handle.close()
  link.close()
  return 0
}
