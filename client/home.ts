/** Where a daemon's files are, seen from outside. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The data folder: `SCRIBE_HOME`, or `~/.scribe`. */
export function scribeHome(environment: NodeJS.ProcessEnv): string {
  return environment.SCRIBE_HOME ? resolve(environment.SCRIBE_HOME) : join(homedir(), '.scribe')
}

/** The folder of a demo: `SCRIBE_HOME`, or `~/.scribe-demo`. */
export function demoHome(environment: NodeJS.ProcessEnv): string {
  return environment.SCRIBE_HOME ? resolve(environment.SCRIBE_HOME) : join(homedir(), '.scribe-demo')
}
