/** `scribe daemon`: runs the headless host in the foreground. The only door from the command line into `main/`. */
import { scribeHome } from '../../client/home.ts'
import { ScribeError } from '../../shared/domain/error.ts'

export const DAEMON_USAGE = 'scribe daemon [--port N] [--json | --quiet]'

export const DAEMON_SUMMARY = 'Run the recorder in the foreground, with a page for the browser.'

export interface DaemonValues {
  readonly port?: string | undefined
  readonly json: boolean
  /** Print nothing: what the background daemon does, whose output goes to a log. */
  readonly quiet: boolean
}

/** Runs until it is told to stop; returns the exit code. */
export async function runDaemon(values: DaemonValues): Promise<number> {
  const { runHeadless } = await import('../../main/headless.ts')
  return await runHeadless({ home: scribeHome(process.env), port: portOf(values.port), announce: announcement(values) })
}

function announcement(values: DaemonValues): 'json' | 'text' | 'nothing' {
  if (values.quiet) return 'nothing'
  return values.json ? 'json' : 'text'
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? '0')
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new ScribeError('usage.badInput', '--port takes a number from 0 to 65535.')
}
