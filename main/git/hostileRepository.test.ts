/**
 * A repository may name programs in many places. With the gate none of them runs; an ordinary Git runs some, which is
 * shown first, so that this file would notice canaries that cannot sing.
 */
import { appendFileSync, chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { ignoredFolders, locateRepository, readStatus } from './repoState.ts'

const HOOKS = ['post-index-change', 'fsmonitor-watchman', 'query-watchman', 'reference-transaction', 'post-checkout']

suite('main/git on a hostile repository', () => {
  let outside: string
  let repo: TestRepo
  let git: GitClient

  /** A program that leaves a note that it ran. */
  const canary = (name: string): string => {
    const path = join(outside, `${name}.sh`)
    writeFileSync(path, `#!/bin/sh\necho ${name} >> '${outside}/sang'\ncat >/dev/null 2>&1 </dev/null\nexit 0\n`)
    chmodSync(path, 0o755)
    return path
  }
  const sang = (): string[] => {
    try {
      return readFileSync(join(outside, 'sang'), 'utf8').trim().split('\n')
    } catch {
      return []
    }
  }
  /** Same length, another time: Git has to read the files, through the filters, to know whether they changed. */
  const disturb = (second: number): void => {
    for (const path of ['a.txt', 'b.txt', 'c.txt', 'd.txt']) {
      writeFileSync(join(repo.root, path), `x${second % 10}\n`)
      utimesSync(join(repo.root, path), new Date(2020, 1, 1, 1, 1, second), new Date(2020, 1, 1, 1, 1, second))
    }
  }

  beforeEach(() => {
    outside = tempFolder()
    repo = createRepo({ files: { 'a.txt': 'x0\n', 'b.txt': 'x0\n', 'c.txt': 'x0\n', 'd.txt': 'x0\n', '.gitignore': 'ignored/\n', 'ignored/x': 'x' } })
    git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
  })

  afterEach(() => {
    removeFolder(repo.root)
    removeFolder(outside)
  })

  /** Plants a program in every place a repository can name one. */
  const plant = (): void => {
    const config = (key: string, value: string): string => repo.git('config', key, value)
    config('core.fsmonitor', canary('fsmonitor'))
    for (const driver of ['clean', 'smudge', 'process']) config(`filter.x.${driver}`, canary(`filter-${driver}`))
    config('filter.x.required', 'true')
    config('filter.Odd.Name.clean', canary('filter-odd'))
    for (const driver of ['command', 'textconv']) config(`diff.x.${driver}`, canary(`diff-${driver}`))
    config('merge.x.driver', canary('merge'))
    for (const verb of ['status', 'rev-parse', 'ls-files', 'config']) config(`alias.${verb}`, `!${canary(`alias-${verb}`)}`)
    for (const verb of ['core', 'pager.status', 'pager.config']) config(verb === 'core' ? 'core.pager' : verb, canary(`pager-${verb}`))
    const others = [
      'core.sshCommand',
      'core.askPass',
      'core.editor',
      'core.gitProxy',
      'core.alternateRefsCommand',
      'credential.helper',
      'gpg.program',
      'diff.external',
    ]
    for (const key of others) config(key, canary(key))
    mkdirSync(join(outside, 'hooks'))
    for (const folder of [join(outside, 'hooks'), join(repo.root, '.git/hooks')]) {
      for (const hook of HOOKS) writeFileSync(join(folder, hook), `#!/bin/sh\nexec '${canary(`hook-${hook}`)}'\n`, { mode: 0o755 })
    }
    config('core.hooksPath', join(outside, 'hooks'))
    writeFileSync(join(outside, 'included'), `[filter "inc"]\n\tclean = ${canary('filter-included')}\n\tprocess =\n`)
    config('include.path', join(outside, 'included'))
    config('extensions.worktreeConfig', 'true')
    appendFileSync(join(repo.root, '.git/config.worktree'), `[filter "wt"]\n\tclean = ${canary('filter-worktree')}\n`)
    repo.write('.gitattributes', 'a.txt filter=x diff=x merge=x\nb.txt filter=inc\nc.txt filter=wt\n')
    writeFileSync(join(repo.root, '.git/info/attributes'), 'd.txt filter=Odd.Name\n')
    disturb(1)
  }

  test('nothing it names is run', async () => {
    plant()
    // It fails, because a canary does not answer as a filter would; it has sung by then.
    expect(() => repo.git('status')).toThrow()
    expect(sang(), 'an ordinary status runs some').toEqual(expect.arrayContaining(['fsmonitor', 'filter-process']))
    removeFolder(join(outside, 'sang'))
    disturb(2)
    const location = await locateRepository(git, repo.root)
    const status = await readStatus(git, location.root)
    await ignoredFolders(git, location.root)
    expect(sang()).toEqual([])
    expect(status.entries.map((entry) => entry.path)).toEqual(expect.arrayContaining(['a.txt', 'b.txt', 'c.txt', 'd.txt']))
  })

  test('a filter whose name cannot be switched off is refused, not run', async () => {
    repo.git('config', 'filter.a=b.clean', canary('filter-equals'))
    repo.write('.gitattributes', '* filter=a=b\n')
    disturb(3)
    repo.git('status')
    expect(sang()).toContain('filter-equals')
    removeFolder(join(outside, 'sang'))
    disturb(4)
    await expect(readStatus(git, repo.root)).rejects.toEqual(expect.objectContaining({ code: 'repo.refused' }))
    await expect(locateRepository(git, repo.root)).rejects.toEqual(expect.objectContaining({ code: 'repo.refused' }))
    expect(sang()).toEqual([])
  })

  test("the person's own filter still works", async () => {
    const own = join(outside, 'gitconfig')
    writeFileSync(own, `[filter "own"]\n\tclean = tr a-z A-Z\n`)
    repo.write('.gitattributes', 'e.txt filter=own\n')
    writeFileSync(join(repo.root, 'e.txt'), 'SAME\n')
    repo.commit('in capitals')
    writeFileSync(join(repo.root, 'e.txt'), 'same\n')
    const trusting = new GitClient(findGit(process.env.PATH ?? '', process.platform), { ...gitEnvironment(), GIT_CONFIG_GLOBAL: own })
    expect((await readStatus(git, repo.root)).entries.map((entry) => entry.path)).toContain('e.txt')
    expect((await readStatus(trusting, repo.root)).entries).toEqual([])
  })
})
