/**
 * The only way in: every door hands a command's name and input here. Parses the input, checks the scope, runs the
 * handler, parses the result. A refusal is a reply with a typed error; only its text and code leave.
 */
import { ScribeError, toWireError } from '../../shared/domain/error.ts'
import type { Reply } from '../../shared/protocol/bridge.ts'
import { COMMAND_NAMES, type CommandName } from '../../shared/protocol/commandNames.ts'
import { COMMANDS, type CommandOutput, type CommandParsed } from '../../shared/protocol/commands.ts'
import type { Logger } from '../base/logger.ts'
import type { Caller } from './caller.ts'

/** What runs each command; every name of the table has one. */
export type Handlers = { readonly [N in CommandName]: (input: CommandParsed<N>, caller: Caller) => Promise<CommandOutput<N>> }

/** Runs a command by name. Never rejects. */
export type Dispatch = (name: string, input: unknown, caller: Caller) => Promise<Reply<CommandName>>

const MAX_PROBLEMS = 3

export function createDispatch(handlers: Handlers, log: Logger): Dispatch {
  return async (name, input, caller) => {
    const began = performance.now()
    try {
      return { ok: true, result: await run(handlers, { name: knownName(name), input, caller }) }
    } catch (error) {
      if (!(error instanceof ScribeError)) log.error('a command failed', { name, error })
      return { ok: false, error: toWireError(error) }
    } finally {
      log.debug('a command ended', { name, ms: Math.round(performance.now() - began) })
    }
  }
}

async function run(handlers: Handlers, asked: { name: CommandName; input: unknown; caller: Caller }): Promise<CommandOutput<CommandName>> {
  const command = COMMANDS[asked.name]
  if (!asked.caller.scopes.includes(command.scope)) {
    throw new ScribeError('auth.scopeDenied', `${asked.name} needs the scope "${command.scope}", which this client does not have.`)
  }
  const parsed = command.input.safeParse(asked.input ?? {})
  if (!parsed.success) throw badInput(asked.name, parsed.error.issues)
  // The table ties each name's input to its handler; the compiler cannot follow that through a union of names.
  const handler = handlers[asked.name] as (input: unknown, caller: Caller) => Promise<unknown>
  return command.output.parse(await handler(parsed.data, asked.caller))
}

/** Names the first few things that are wrong; `data.path` is the place of the first. */
export function badInput(name: string, issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): ScribeError {
  const paths = issues.map((issue) => issue.path.map(String).join('.'))
  const problems = issues.slice(0, MAX_PROBLEMS).map(({ message }, index) => (paths[index] ? `${paths[index]}: ${message}` : message))
  return new ScribeError('usage.badInput', `${name}: ${problems.join('; ')}`, { data: { path: paths[0] } })
}

function knownName(name: string): CommandName {
  const known = COMMAND_NAMES.find((candidate) => candidate === name)
  if (known === undefined) throw new ScribeError('usage.unknownMethod', `There is no command ${JSON.stringify(name.slice(0, 100))}.`)
  return known
}
