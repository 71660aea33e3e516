/**
 * What makes it safe to ask Git about a repository somebody else wrote: settings that switch off every program a
 * repository could name, and an environment made afresh for each run. Pure. Filters and drivers have names chosen by
 * the repository, so their keys are read first and disarmed one by one (`disarmDrivers`). What is left: whoever can change
 * the settings in the moment between that reading and Git's own can name a driver; they can run programs here already.
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

/** Keys whose value Git would run, or Git LFS when Git runs that. */
const DRIVER = /^(?:filter\..+\.(?:clean|smudge|process)|diff\..+\.(?:command|textconv)|merge\..+\.driver|lfs\.extension\..+\.(?:clean|smudge))$/i
/** More than any project needs; every one makes the command line longer. */
const MOST_DRIVERS = 500

/** `-c` arguments for every run. */
export const FIXED_ARGUMENTS: readonly string[] = FIXED.flatMap((setting) => ['-c', setting])

/**
 * `-c` arguments that put the person's own driver (global, system) in the place of each one the repository defines, or
 * none, so LFS works. `listing` is the output of `git config --list -z --show-scope`.
 * Throws `repo.refused` for a name with `=` (Git ends the key of a `-c` there, so such a driver would run), and for too many.
 */
export function disarmDrivers(listing: string): string[] {
  const { own, named } = readListing(listing)
  const drivers = [...named].filter((key) => DRIVER.test(key))
  const odd = drivers.find((key) => key.includes('='))
  if (odd !== undefined) throw cannot(`name a program Scribe cannot switch off: ${odd.slice(0, 200)}`)
  if (drivers.length > MOST_DRIVERS) throw cannot(`name ${drivers.length} programs to run`)
  const settings = new Map(drivers.map((key) => [key, own.get(key) ?? harmless(key)]))
  for (const key of drivers.filter((driver) => driver.startsWith('filter.'))) {
    // A filter that is required and does nothing would be a failure.
    const required = key.replace(/\.[^.]+$/, '.required')
    settings.set(required, own.get(required) ?? 'false')
  }
  return [...settings].flatMap(([key, value]) => ['-c', `${key}=${value}`])
}

/** Records `SCOPE NUL KEY [newline VALUE] NUL`: what the person set, and the keys the repository sets. */
function readListing(listing: string): { own: Map<string, string>; named: Set<string> } {
  const own = new Map<string, string>()
  const named = new Set<string>()
  const fields = listing.split('\0')
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const setting = fields[index + 1] ?? ''
    const [key = ''] = setting.split('\n', 1)
    if (fields[index] === 'local' || fields[index] === 'worktree') named.add(key)
    else if (fields[index] === 'global' || fields[index] === 'system') own.set(key, setting.slice(key.length + 1))
  }
  return { own, named }
}

/** LFS fails on an extension without a program, and the whole status with it. */
function harmless(key: string): string {
  return key.startsWith('lfs.') ? 'cat' : ''
}

function cannot(why: string): ScribeError {
  return new ScribeError('repo.refused', `The repository's settings ${why}.`)
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
