/**
 * Every kind of repository Git makes: the branch and commit are right or said to be unknown, nothing is taken for changed
 * that is not, and no connection is opened. A server stands in for every remote and counts who comes.
 */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { commitsBetween } from './commits.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { operationUnderWay } from './progress.ts'
import { ignoredFolders, locateRepository, readStatus } from './repoState.ts'
import { listWorktrees } from './worktrees.ts'

const GIT = findGit(process.env.PATH ?? '', process.platform)

/** What is known of a repository, or the code of the refusal. */
interface Known {
  readonly branch: string | null
  readonly head: string | null
  readonly entries: readonly string[]
  readonly operation: string | null
}

interface Kind {
  readonly name: string
  /** Makes it; returns its folder, what should be known, and the person's settings if there are any. */
  readonly make: (ground: Ground) => { readonly root: string; readonly known: Partial<Known> | string; readonly settings?: string }
}

interface Ground {
  readonly at: (name: string) => string
  /** Two commits on `main`: a.ts, sub/b.ts, other/c.ts. */
  readonly origin: TestRepo
  readonly head: string
  readonly git: (folder: string, ...args: string[]) => string
  readonly remote: string
}

const CLEAN = { branch: 'main', entries: [], operation: null }

const KINDS: readonly Kind[] = [
  {
    name: 'bare',
    make: ({ at, git }) => {
      git('.', 'init', '-q', '--bare', at('bare'))
      return { root: at('bare'), known: 'repo.bare' }
    },
  },
  {
    name: 'detached',
    make: ({ origin, git, head }) => {
      git(origin.root, 'checkout', '-q', '--detach')
      return { root: origin.root, known: { ...CLEAN, branch: null, head } }
    },
  },
  {
    name: 'no commits',
    make: ({ at }) => ({ root: createRepo({ folder: at('new'), branch: 'start' }).root, known: { ...CLEAN, branch: 'start', head: null } }),
  },
  { name: 'shallow', make: (ground) => ({ root: clone(ground, '--depth=1'), known: { ...CLEAN, head: ground.head } }) },
  {
    name: 'partial',
    make: (ground) => {
      const root = clone(ground, '--filter=blob:none', '--no-checkout')
      ground.git(root, 'config', 'remote.origin.url', ground.origin.root)
      ground.git(root, 'checkout', '-q', 'HEAD', '--', 'a.ts')
      ground.git(root, 'config', 'remote.origin.url', ground.remote)
      return { root, known: { branch: 'main', head: ground.head, entries: ['D. other/c.ts', 'D. sub/b.ts'] } }
    },
  },
  {
    name: 'submodule',
    make: ({ at, origin, git, head }) => {
      const outer = createRepo({ folder: at('outer'), files: {} })
      git(outer.root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '-b', 'main', origin.root, 'inner')
      return { root: at('outer/inner'), known: { ...CLEAN, head } }
    },
  },
  {
    name: 'linked worktree',
    make: ({ at, origin, git, head }) => {
      git(origin.root, 'worktree', 'add', '-q', '-b', 'other', at('linked'))
      return { root: at('linked'), known: { ...CLEAN, branch: 'other', head } }
    },
  },
  {
    name: 'linked worktree of a bare repository',
    make: ({ at, origin, git, head }) => {
      git('.', 'clone', '-q', '--bare', origin.root, at('bare'))
      git(at('bare'), 'worktree', 'add', '-q', at('of bare'), 'main')
      return { root: at('of bare'), known: { ...CLEAN, head } }
    },
  },
  {
    name: 'sparse',
    make: ({ origin, git, head }) => {
      git(origin.root, 'sparse-checkout', 'set', 'sub')
      return { root: origin.root, known: { ...CLEAN, head } }
    },
  },
  {
    name: 'rebase in progress',
    make: ({ origin, git }) => {
      conflict(origin, 'rebase')
      return { root: origin.root, known: { branch: null, head: git(origin.root, 'rev-parse', 'HEAD').trim(), entries: ['UU a.ts'], operation: 'rebase' } }
    },
  },
  {
    name: 'merge in progress',
    make: ({ origin, git }) => {
      conflict(origin, 'merge')
      return { root: origin.root, known: { branch: 'main', head: git(origin.root, 'rev-parse', 'HEAD').trim(), entries: ['UU a.ts'], operation: 'merge' } }
    },
  },
  { name: 'large files as pointers', make: pointers },
  {
    name: 'SHA-256',
    make: ({ at, git }) => {
      git('.', 'init', '-q', '--object-format=sha256', '-b', 'main', at('long'))
      writeFileSync(at('long/a.ts'), 'one\n')
      git(at('long'), 'add', '-A')
      git(at('long'), 'commit', '-q', '-m', 'first')
      return { root: at('long'), known: { ...CLEAN, head: expect.stringMatching(/^[0-9a-f]{64}$/) } }
    },
  },
  {
    name: 'everything packed',
    make: ({ origin, git, head }) => {
      git(origin.root, 'gc', '-q', '--prune=now')
      return { root: origin.root, known: { ...CLEAN, head } }
    },
  },
  {
    name: 'split index',
    make: ({ origin, git, head }) => {
      git(origin.root, 'update-index', '--split-index')
      return { root: origin.root, known: { ...CLEAN, head } }
    },
  },
  { name: 'objects of another', make: (ground) => ({ root: clone(ground, '--shared'), known: { ...CLEAN, head: ground.head } }) },
  {
    name: 'Git directory elsewhere',
    make: ({ at, origin, git, head }) => {
      git(origin.root, 'init', '-q', '--separate-git-dir', at('elsewhere'))
      return { root: origin.root, known: { ...CLEAN, head } }
    },
  },
  {
    name: 'Git directory as a link',
    make: ({ at, origin, head }) => {
      renameSync(join(origin.root, '.git'), at('moved'))
      symlinkSync(at('moved'), join(origin.root, '.git'))
      return { root: origin.root, known: { ...CLEAN, head } }
    },
  },
  {
    name: 'a branch of its own without commits',
    make: ({ origin, git }) => {
      git(origin.root, 'checkout', '-q', '--orphan', 'fresh/ünï')
      git(origin.root, 'rm', '-rfq', '.')
      return { root: origin.root, known: { ...CLEAN, branch: 'fresh/ünï', head: null } }
    },
  },
]

suite('main/git on every kind of repository', () => {
  let server: Server
  let connections = 0
  let folder: string
  let ground: Ground

  beforeAll(async () => {
    server = createServer((socket) => {
      connections++
      socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })

  afterAll(() => void server.close())

  beforeEach(() => {
    folder = tempFolder()
    const at = (name: string): string => join(folder, name)
    const origin = createRepo({ folder: at('origin'), branch: 'main', files: { 'a.ts': 'one\n', 'sub/b.ts': 'b\n', 'other/c.ts': 'c\n' } })
    origin.write('a.ts', 'two\n')
    origin.commit('second')
    origin.git('config', 'uploadpack.allowFilter', 'true')
    const git = (at: string, ...args: string[]): string =>
      execFileSync('git', args, { cwd: join(folder, at.replace(folder, '')), env: gitEnvironment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    const { port } = server.address() as AddressInfo
    ground = { at, origin, git, head: origin.git('rev-parse', 'HEAD').trim(), remote: `http://127.0.0.1:${port}/x` }
    connections = 0
  })

  afterEach(() => removeFolder(folder))

  for (const { name, make } of KINDS) {
    test(`${name}: what is known is right, and nobody was asked`, async () => {
      const { root, known, settings } = make(ground)
      const git = new GitClient(GIT, { ...gitEnvironment(), ...(settings === undefined ? {} : { GIT_CONFIG_GLOBAL: settings }) })
      expect(await knownOf(git, root)).toEqual(typeof known === 'string' ? known : expect.objectContaining(known))
      expect(connections).toBe(0)
    })
  }

  // Red without both GIT_NO_LAZY_FETCH and GIT_ALLOW_PROTOCOL: Git asks the server for the tree.
  test('a partial clone without what is needed is refused; an ordinary Git asks the network', async () => {
    const root = clone(ground, '--filter=tree:0', '--no-checkout')
    // Not in this thread, in which the server answers.
    await expect(promisify(execFile)('git', ['status', '--porcelain'], { cwd: root, env: gitEnvironment() })).rejects.toThrow()
    expect(connections).toBeGreaterThan(0)
    connections = 0
    const git = new GitClient(GIT, gitEnvironment())
    await expect(readStatus(git, root)).rejects.toEqual(expect.objectContaining({ code: 'git.failed' }))
    expect(await commitsBetween(git, root, { from: `${ground.head}~1`, to: ground.head, limit: 5 })).toMatchObject({ commits: [{ id: ground.head }] })
    expect(connections).toBe(0)
  })
})

async function knownOf(git: GitClient, folder: string): Promise<Known | string> {
  try {
    const { root, gitDir } = await locateRepository(git, folder)
    const { branch, head, entries } = await readStatus(git, root)
    await ignoredFolders(git, root)
    if (head !== null) await commitsBetween(git, root, { from: `${head}~1`, to: head, limit: 3 })
    expect(await listWorktrees(git, root)).toContainEqual(expect.objectContaining({ head, branch }))
    return { branch, head, entries: entries.map(({ code, path }) => `${code} ${path}`).sort(), operation: await operationUnderWay(gitDir) }
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

/** A clone whose remote from then on is the server that counts. */
function clone({ at, origin, git, remote }: Ground, ...how: string[]): string {
  git('.', 'clone', '-q', ...how, `file://${origin.root}`, at('clone'))
  git(at('clone'), 'config', 'remote.origin.url', remote)
  return at('clone')
}

/** Two branches that changed the same line, and what joins them half-way. */
function conflict(repo: TestRepo, verb: 'merge' | 'rebase'): void {
  repo.git('checkout', '-q', '-b', 'theirs')
  repo.write('a.ts', 'theirs\n')
  repo.commit('theirs')
  repo.git('checkout', '-q', 'main')
  repo.write('a.ts', 'ours\n')
  repo.commit('ours')
  expect(() => repo.git(verb, 'theirs')).toThrow()
}

/** Large files kept as pointers by the person's filter; the file in the worktree is the large one, and was touched since. */
function pointers({ at, origin, git }: Ground): { root: string; known: Partial<Known>; settings: string } {
  writeFileSync(at('gitconfig'), '[filter "lfs"]\n\tclean = sha256sum\n\tsmudge = false\n\trequired = true\n')
  mkdirSync(join(origin.root, 'large'))
  writeFileSync(join(origin.root, '.gitattributes'), 'large/* filter=lfs diff=lfs merge=lfs -text\n')
  writeFileSync(join(origin.root, 'large/x.bin'), 'x'.repeat(10_000))
  const withFilter = { ...gitEnvironment(), GIT_CONFIG_GLOBAL: at('gitconfig') }
  for (const args of [
    ['add', '-A'],
    ['commit', '-q', '-m', 'large'],
  ]) {
    execFileSync('git', args, { cwd: origin.root, env: withFilter })
  }
  expect(git(origin.root, 'cat-file', '-p', 'HEAD:large/x.bin')).toContain(' -\n')
  // As `git lfs install --local` leaves it: the same filter, in the repository's own settings.
  git(origin.root, 'config', 'filter.lfs.clean', 'sha256sum')
  utimesSync(join(origin.root, 'large/x.bin'), new Date(2020, 1, 1), new Date(2020, 1, 1))
  return { root: origin.root, known: { ...CLEAN, head: git(origin.root, 'rev-parse', 'HEAD').trim() }, settings: at('gitconfig') }
}
