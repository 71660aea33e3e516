/** `scribe daemon`: runs the headless host in the foreground. */
import { demoHome, scribeHome } from '../../client/home.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { textOption } from '../verbs/verb.ts'
import type { StreamInput } from './stream.ts'

const USUAL_SEED = 1

/** Runs until it is told to stop; returns the exit code. */
export async function runDaemon(input: StreamInput): Promise<number> {
  const port = portOf(textOption(input, 'port'))
  const { runHeadless } = await import('../../main/headless.ts')
  const common = { port, announce: announcement(input) }
  const seed = seedOf(textOption(input, 'seed'))
  if (input.values.demo === true) return await runHeadless({ ...common, home: demoHome(process.env), demo: { seed: seed ?? USUAL_SEED } })
  if (seed !== undefined) throw new ScribeError('usage.badInput', '--seed is for --demo.')
  return await runHeadless({ ...common, home: scribeHome(process.env) })
}

/** `--quiet` is what the background daemon gets, whose output goes to a log. */
function announcement(input: StreamInput): 'json' | 'text' | 'nothing' {
  if (input.values.quiet === true) return 'nothing'
  return input.json ? 'json' : 'text'
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new ScribeError('usage.badInput', '--seed takes a whole number.')
}

/** The port named; `null` leaves it to the settings. */
function portOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const port = Number(text)
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new ScribeError('usage.badInput', '--port takes a number from 0 to 65535.')
}
