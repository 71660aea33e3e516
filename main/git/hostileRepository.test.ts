/**
 * A repository may name programs in many places. With the gate none of them runs; an ordinary Git runs each, which is
 * shown first, so that this file would notice canaries that cannot sing.
 *
 * What was taken away, and which attack then succeeded:
 * `core.fsmonitor=false`: fsmonitor, include-if, submodule-from-inside, and with all of `FIXED` the hidden bare repository.
 * `disarmDrivers`: the filters, include, worktree-config; its scope `worktree` alone: worktree-config.
 * `--ignore-submodules=all`: submodule.
 * Two layers, either of which is enough: `GIT_OPTIONAL_LOCKS=0` with `core.hooksPath` (both hooks), `GIT_ALLOW_PROTOCOL` with
 * `GIT_NO_LAZY_FETCH` (ext-transport, git-proxy, upload-pack; ssh-command has `core.sshCommand` as a third),
 * `--no-show-signature` with `log.showSignature` and `gpg.program` (gpg).
 * `disarmDrivers` with `--no-ext-diff`, either of which is enough: diff-command; with `--no-textconv`: textconv. `--no-ext-diff`: external-diff.
 * The rest needs a verb that is not among `VERBS` (fetch, commit, credential), or a terminal.
 */
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { ScribeError } from '../../shared/domain/error.ts'
import { times } from '../../testing/counts.ts'
import { HostileGround } from '../../testing/hostileGround.ts'
import { ATTACKS } from '../../testing/hostileRepositories.ts'
import { gitEnvironment } from '../../testing/scaffold.ts'
import { missingExcludes } from './artifactsExclude.ts'
import { commitsBetween } from './commits.ts'
import { findGit } from './findGit.ts'
import { GitClient, type GitRun, VERBS } from './gitClient.ts'
import { addedReminders, ownCommits, recentCommits } from './history.ts'
import { lineCounts, namesSinceParent } from './lineCounts.ts'
import { ignoredFolders, locateRepository, readStatus } from './repoState.ts'
import { listWorktrees } from './worktrees.ts'

/** A gate that remembers which verbs went through it. */
class WatchedGate extends GitClient {
  readonly verbs = new Set<string>()

  constructor(environment: NodeJS.ProcessEnv = gitEnvironment()) {
    super(findGit(process.env.PATH ?? '', process.platform), environment)
  }

  override async run(run: GitRun) {
    this.verbs.add(run.args[0])
    return await super.run(run)
  }
}

/** Everything Scribe asks of a repository; refusals are answers too. */
async function askEverything(git: GitClient, folder: string): Promise<void> {
  const answers = await Promise.allSettled([
    locateRepository(git, folder),
    readStatus(git, folder),
    ignoredFolders(git, folder),
    commitsBetween(git, folder, { from: 'HEAD~1', to: 'HEAD', limit: 5 }),
    listWorktrees(git, folder),
    missingExcludes(git, folder),
    recentCommits(git, folder, { limit: 5 }),
    ownCommits(git, folder, { limit: 5, branch: null }),
    addedReminders(git, folder, { branch: null }),
    lineCounts(git, folder, { paths: ['a.txt', 'b.txt', 'c.txt', 'd.txt'] }),
    namesSinceParent(git, folder),
  ])
  for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(ScribeError)
}

suite('main/git on a hostile repository', () => {
  let ground: HostileGround

  beforeEach(() => {
    ground = new HostileGround()
  })

  afterEach(() => ground.remove())

  for (const { name, plant, provoke, within = '.' } of ATTACKS) {
    test(`${name}: an ordinary Git runs the program, Scribe never`, async () => {
      plant(ground, name)
      ground.disturb()
      ground.ordinarily(within, provoke)
      expect(ground.sang(), 'an ordinary Git falls for it').toContain(name)
      ground.silence()
      ground.disturb()
      const git = new WatchedGate()
      await askEverything(git, join(ground.root, within))
      expect([...git.verbs].sort()).toEqual([...VERBS].sort())
      expect(ground.sang()).toEqual([])
    })
  }

  test('all at once: nothing is run, and what is different is still known', async () => {
    // Not those that break the repository for the others; the one that commits while it still can.
    const joinable = ATTACKS.filter(({ name }) => !/transport|ssh-command|git-proxy|upload-pack|submodule|hidden/.test(name))
    for (const { name, plant } of joinable.toSorted((a) => (a.name === 'gpg' ? -1 : 0))) plant(ground, name)
    ground.silence()
    ground.disturb()
    const git = new WatchedGate()
    await askEverything(git, ground.root)
    expect(ground.sang()).toEqual([])
    const { entries } = await readStatus(git, ground.root)
    expect(entries.map((entry) => entry.path)).toEqual(expect.arrayContaining(['a.txt', 'b.txt', 'c.txt', 'd.txt']))
  })

  // Red without the check for `=` in `disarmDrivers`.
  test('a filter whose name cannot be switched off is refused, not run', async () => {
    ground.config('filter.a=b.clean', ground.canary('filter-equals'))
    ground.repo.write('.gitattributes', '* filter=a=b\n')
    ground.disturb()
    ground.ordinarily('.', ['status'])
    expect(ground.sang()).toEqual(['filter-equals'])
    ground.silence()
    ground.disturb()
    const git = new WatchedGate()
    await expect(readStatus(git, ground.root)).rejects.toEqual(expect.objectContaining({ code: 'repo.refused' }))
    await expect(locateRepository(git, ground.root)).rejects.toEqual(expect.objectContaining({ code: 'repo.refused' }))
    expect(ground.sang()).toEqual([])
  })
})

suite("main/git, the person's own filters", () => {
  let ground: HostileGround
  let trusting: GitClient

  /** The person's settings, with a filter that makes capitals. */
  beforeEach(() => {
    ground = new HostileGround()
    const own = ground.put('gitconfig', '[filter "own"]\n\tclean = tr a-z A-Z\n')
    trusting = new WatchedGate({ ...gitEnvironment(), GIT_CONFIG_GLOBAL: own })
    ground.repo.write('.gitattributes', 'e.txt filter=own\n')
    ground.repo.write('e.txt', 'SAME\n')
    ground.repo.commit('in capitals')
    ground.repo.write('e.txt', 'same\n')
  })

  afterEach(() => ground.remove())

  const changed = async (git: GitClient): Promise<string[]> => (await readStatus(git, ground.root)).entries.map((entry) => entry.path)

  test('still work', async () => {
    expect(await changed(new WatchedGate())).toEqual(['e.txt'])
    expect(await changed(trusting)).toEqual([])
  })

  test('also where the repository names another program for them, which is not run', async () => {
    ground.config('filter.own.clean', ground.canary('override'))
    expect(await changed(trusting)).toEqual([])
    expect(ground.sang()).toEqual([])
  })

  // Red without `lfs.extension` in `DRIVER`: Git LFS 3.3, installed by the person, runs what the repository's settings name there.
  test('are not led to run what the repository names', async () => {
    const lfs = ground.put('lfs.sh', '#!/bin/sh\nsh -c "$(git config lfs.extension.evil.clean)"\ncat\n', 0o755)
    const own = ground.put('gitconfig', `[filter "own"]\n\tclean = ${lfs}\n`)
    ground.config('lfs.extension.evil.clean', ground.canary('lfs-extension'))
    execFileSync('git', ['status'], { cwd: ground.root, env: { ...gitEnvironment(), GIT_CONFIG_GLOBAL: own } })
    expect(ground.sang()).toEqual(['lfs-extension'])
    ground.silence()
    ground.repo.write('e.txt', 'more\n')
    expect(await changed(trusting)).toEqual(['e.txt'])
    expect(ground.sang()).toEqual([])
  })
})

/** Settings that change between our reading and Git's own. */
suite('main/git while the settings change', () => {
  let ground: HostileGround

  beforeEach(() => {
    ground = new HostileGround()
  })

  afterEach(() => ground.remove())

  // Red without `FIXED_ARGUMENTS`: those settings need no reading, so there is no moment in which they count.
  test('what is planted right after the reading does not run either', { timeout: 180_000 }, async () => {
    const names = ['fsmonitor', 'hooks-folder', 'hooks-path', 'gpg', 'external-diff', 'alias', 'pager', 'editor', 'ask-pass', 'credential-helper']
    const settings = join(ground.root, '.git/config')
    const harmless = readFileSync(settings)
    for (const { name, plant } of ATTACKS.filter((attack) => names.includes(attack.name))) plant(ground, name)
    const hostile = ground.put('hostile', readFileSync(settings, 'utf8'))
    ground.silence()
    const real = findGit(process.env.PATH ?? '', process.platform)
    const switching = `case "$*" in *"config --list"*) '${real}' "$@"; code=$?; cp '${hostile}' '${settings}'; exit $code;; esac\nexec '${real}' "$@"`
    const git = new GitClient(ground.put('git', `#!/bin/sh\n${switching}\n`, 0o755), gitEnvironment())
    for (let n = 0; n < times(10, 500); n++) {
      writeFileSync(settings, harmless)
      // A reading of a moment ago would serve, and nothing would be planted behind it.
      await sleep(60)
      ground.disturb()
      await readStatus(git, ground.root)
      await commitsBetween(git, ground.root, { from: 'HEAD~1', to: 'HEAD', limit: 5 })
    }
    expect(readFileSync(settings, 'utf8'), 'it was hostile when Git read it').toContain('fsmonitor.sh')
    expect(ground.sang()).toEqual([])
    ground.ordinarily('.', ['status'])
    expect(ground.sang()).toContain('fsmonitor')
  })

  test('settings that are rewritten all the time, torn ones among them, give an answer or a refusal, and run nothing', { timeout: 180_000 }, async () => {
    const settings = join(ground.root, '.git/config')
    const harmless = readFileSync(settings, 'utf8')
    const hostile = `${harmless}[core]\n\tfsmonitor = ${ground.canary('fsmonitor')}\n\thooksPath = ${ground.outside}\n`
    const writer = spawn('/bin/sh', [
      '-c',
      'while :; do printf %s "$0" > "$2"; printf %s "$1" > "$2"; printf "[core" > "$2"; done',
      harmless,
      hostile,
      settings,
    ])
    try {
      const git = new WatchedGate()
      const ends = new Set<string>()
      // Until it has met more than one of the states, however slow the machine.
      for (let n = 0; n < times(20, 500) || (ends.size < 2 && n < 1_000); n++) {
        ground.disturb()
        const end = await readStatus(git, ground.root).then(
          () => 'answered',
          (error: unknown) => (error instanceof ScribeError ? error.code : String(error)),
        )
        ends.add(end)
      }
      expect([...ends].filter((end) => !['answered', 'git.failed', 'repo.refused'].includes(end))).toEqual([])
      expect(ends.size, 'the reading met different states').toBeGreaterThan(1)
    } finally {
      writer.kill('SIGKILL')
    }
    expect(ground.sang()).toEqual([])
  })
})
