/** Where things are put into, and where they come from. Pure but for reading Scribe's own files. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ScribeError } from '../../../shared/domain/error.ts'
import type { Programs } from './parts.ts'

export interface InstallPlace {
  /** The person's home, where agents keep their files. */
  readonly userHome: string
  /** The data folder. */
  readonly scribeHome: string
  /** The folder that holds `plugins`: the checkout, or the app's resources. */
  readonly resources: string
  readonly platform: NodeJS.Platform
  /** As `AgentHome` has it. */
  readonly promptWaits?: boolean
}

/** A stand-in for the receiver's path in the plugin for opencode. */
const RECEIVER_MARK = "'@RECEIVER@'"

/** Where the receiver is copied to, so that its path stays when Scribe is moved or updated. */
export function receiverIn({ scribeHome }: InstallPlace): string {
  return join(scribeHome, 'bin/scribe-hook')
}

/** The `scribe` command. */
export function commandIn({ resources }: InstallPlace): string {
  const usual = join(resources, 'bin/scribe')
  return existsSync(usual) ? usual : join(resources, 'plugins/shell/scribe')
}

/** Throws `usage.badInput` where Scribe itself is not whole; so does `plugin`. */
export function programsOf(place: InstallPlace): Programs {
  const receiver = receiverIn(place)
  part(place, 'plugins/hooks/scribe-hook')
  return {
    receiver,
    scribe: commandIn(place),
    plugin: () => readFileSync(part(place, 'plugins/opencode/scribe.js'), 'utf8').replace(RECEIVER_MARK, () => JSON.stringify(receiver)),
  }
}

function part({ resources }: InstallPlace, name: string): string {
  const path = join(resources, name)
  if (existsSync(path)) return path
  throw new ScribeError('usage.badInput', `A part of Scribe is not where it should be: ${path}. Install Scribe again.`)
}
