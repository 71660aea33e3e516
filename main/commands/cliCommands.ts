/**
 * `cli/run`: a command line of the thin client, run by the daemon with the verbs' own code. Each command a verb asks for
 * goes through dispatch with the caller's scopes, so this door opens no other.
 */
import { type Outcome, runVerb } from '../../cli/verbs/runVerb.ts'
import { type CommandRunner, HEEDED_VARIABLES } from '../../cli/verbs/verb.ts'
import { fromWireError } from '../../shared/domain/error.ts'
import type { CommandName } from '../../shared/protocol/commandNames.ts'
import type { CommandInput, CommandOutput } from '../../shared/protocol/commands.ts'
import type { Caller } from './caller.ts'
import type { Dispatch, Handlers } from './dispatch.ts'

export function cliCommands(dispatch: Dispatch): Pick<Handlers, 'cli/run'> {
  return {
    'cli/run': async ({ args, cwd, colour, environment }, caller): Promise<Outcome> => {
      const runner = async (): Promise<CommandRunner> => runnerFor(dispatch, caller)
      const heeded = Object.fromEntries(HEEDED_VARIABLES.map((name) => [name, environment[name] || undefined]))
      return await runVerb(args, { cwd: () => present(cwd), environment: heeded, colour, client: runner, runningClient: runner })
    },
  }
}

function runnerFor(dispatch: Dispatch, caller: Caller): CommandRunner {
  return {
    call: async <N extends CommandName>(name: N, input: CommandInput<N>) => {
      const reply = await dispatch(name, input, caller)
      if (!reply.ok) throw fromWireError(reply.error)
      // Dispatch has parsed it with the table's schema for this name.
      return reply.result as CommandOutput<N>
    },
  }
}

function present(cwd: string | null): string {
  if (cwd === null) throw new Error('the folder is gone')
  return cwd
}
