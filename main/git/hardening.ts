/**
 * What makes it safe to ask Git about a repository somebody else wrote: settings that switch off every program a
 * repository could name, and an environment made afresh for each run. Pure. Filters and drivers have names chosen by
 * the repository, so their keys are read first and blanked one by one (`blankedDrivers`).
 */

import { ScribeError } from '../../shared/domain/error.ts'

/** Command-line settings beat every file of the repository. */
const FIXED: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.askPass=',
  'core.sshCommand=false',
  'core.alternateRefsCommand=',
  'credential.helper=',
  'gpg.program=false',
  'log.showSignature=false',
  'submodule.recurse=false',
  'safe.bareRepository=explicit',
  'core.quotePath=false',
]

/** Keys whose value Git would run. `filter.x.required` would turn a blanked filter into a failure. */
const DRIVER = /^(filter\..+\.(?:clean|smudge|process)|diff\..+\.(?:command|textconv)|merge\..+\.driver)$/i

/** `-c` arguments for every run. */
export const FIXED_ARGUMENTS: readonly string[] = FIXED.flatMap((setting) => ['-c', setting])

/**
 * `-c` arguments that blank the drivers a repository itself defines. `listing` is the output of
 * `git config --list -z --show-scope --name-only`; the person's own (global, system) drivers stay, so LFS works.
 * Throws `repo.refused` for a name with `=`: Git ends the key of a `-c` there, so such a driver would run.
 */
export function blankedDrivers(listing: string): string[] {
  const fields = listing.split('\0')
  const keys = new Set<string>()
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const scope = fields[index]
    const key = fields[index + 1] ?? ''
    if ((scope !== 'local' && scope !== 'worktree') || !DRIVER.test(key)) continue
    if (key.includes('=')) throw new ScribeError('repo.refused', `The repository's settings name a program Scribe cannot switch off: ${key.slice(0, 200)}.`)
    keys.add(key)
  }
  return [...keys].flatMap((key) => [
    '-c',
    `${key}=`,
    ...(key.toLowerCase().startsWith('filter.') ? ['-c', `${key.replace(/\.[^.]+$/, '')}.required=false`] : []),
  ])
}

/** The whole environment of a run: no prompt, no lock, no network, no language but C; nothing inherited but what Git needs. */
export function gitEnvironment(from: NodeJS.ProcessEnv): Record<string, string> {
  const kept = [
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'TMPDIR',
    'XDG_CONFIG_HOME',
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_SYSTEM',
    'GIT_CONFIG_NOSYSTEM',
    'DEVELOPER_DIR',
  ]
  const own = {
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'false',
    SSH_ASKPASS: 'false',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'false',
  }
  const inherited = kept.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const]))
  return { ...Object.fromEntries(inherited), ...own }
}
