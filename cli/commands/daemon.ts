/** `scribe daemon`: runs the headless host in the foreground. */
import { scribeHome } from '../../client/home.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { textOption } from '../verbs/verb.ts'
import type { StreamInput } from './stream.ts'

/** Runs until it is told to stop; returns the exit code. */
export async function runDaemon(input: StreamInput): Promise<number> {
  const port = portOf(textOption(input, 'port'))
  const { runHeadless } = await import('../../main/headless.ts')
  return await runHeadless({ home: scribeHome(process.env), port, announce: announcement(input) })
}

/** `--quiet` is what the background daemon gets, whose output goes to a log. */
function announcement(input: StreamInput): 'json' | 'text' | 'nothing' {
  if (input.values.quiet === true) return 'nothing'
  return input.json ? 'json' : 'text'
}

/** The port named; `null` leaves it to the settings. */
function portOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const port = Number(text)
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new ScribeError('usage.badInput', '--port takes a number from 0 to 65535.')
}
