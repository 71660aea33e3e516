/**
 * A repository after a crash, a full disk or a half-finished write. Each question is answered or refused with a code, soon,
 * and what can still be known is: the parts named in a row answer, the others are refused (or empty, of commits).
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { ScribeError } from '../../shared/domain/error.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo } from '../../testing/scaffold.ts'
import { commitsBetween } from './commits.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { ignoredFolders, locateRepository, readStatus } from './repoState.ts'
import { listWorktrees } from './worktrees.ts'

const ANSWER_MS = 2_000
const BRANCH = 'refs/heads/feat/B-1009-demo'

interface Damage {
  readonly name: string
  /** `at` is a path in the Git directory. */
  readonly make: (repo: TestRepo, at: (path: string) => string) => void
  /** What still answers. */
  readonly answers: string
}

const ALL = 'locate status commits worktrees'
const DAMAGES: readonly Damage[] = [
  { name: 'index.lock held by somebody', make: (_, at) => writeFileSync(at('index.lock'), ''), answers: ALL },
  { name: 'an index of garbage', make: (_, at) => writeFileSync(at('index'), 'A'.repeat(500)), answers: 'locate commits worktrees' },
  { name: 'an empty index', make: (_, at) => truncateSync(at('index')), answers: 'locate commits worktrees' },
  { name: 'a folder as index', make: (_, at) => mkdirSync(replaced(at('index'))), answers: 'locate commits worktrees' },
  {
    name: 'packed-refs written half',
    make: (repo, at) => {
      repo.git('pack-refs', '--all')
      truncateSync(at('packed-refs'), statSync(at('packed-refs')).size - 20)
    },
    answers: 'locate',
  },
  { name: 'an empty HEAD', make: (_, at) => truncateSync(at('HEAD')), answers: '' },
  { name: 'a HEAD of zeros', make: (_, at) => writeFileSync(at('HEAD'), '\0'.repeat(40)), answers: '' },
  { name: 'an empty branch', make: (_, at) => truncateSync(at(BRANCH)), answers: 'locate commits worktrees' },
  { name: 'a branch of zeros', make: (_, at) => writeFileSync(at(BRANCH), '\0'.repeat(41)), answers: 'locate commits worktrees' },
  { name: 'a branch whose commit is not there', make: (_, at) => writeFileSync(at(BRANCH), `${'f'.repeat(40)}\n`), answers: 'locate commits worktrees' },
  { name: 'a commit that is empty', make: (repo, at) => overwrite(objectFile(repo, at, 'HEAD'), ''), answers: 'locate worktrees' },
  { name: 'a commit of garbage', make: (repo, at) => overwrite(objectFile(repo, at, 'HEAD'), 'x'.repeat(100)), answers: 'locate worktrees' },
  { name: 'a tree of garbage', make: (repo, at) => overwrite(objectFile(repo, at, 'HEAD^{tree}'), 'x'.repeat(100)), answers: 'locate commits worktrees' },
  { name: 'a tree that is gone', make: (repo, at) => rmSync(objectFile(repo, at, 'HEAD^{tree}')), answers: 'locate commits worktrees' },
  { name: 'a file of garbage', make: (repo, at) => overwrite(objectFile(repo, at, 'HEAD:a.ts'), 'x'), answers: ALL },
  {
    name: 'a pack of garbage',
    make: (repo, at) => {
      repo.git('gc', '-q')
      for (const name of readdirSync(at('objects/pack'))) if (name.endsWith('.pack')) overwrite(at(`objects/pack/${name}`), 'x'.repeat(100))
    },
    answers: 'locate worktrees',
  },
  { name: 'settings torn', make: (_, at) => writeFileSync(at('config'), '[core\n'), answers: '' },
  { name: 'settings of zeros', make: (_, at) => writeFileSync(at('config'), '\0'.repeat(100)), answers: '' },
  { name: 'no objects', make: (_, at) => rmSync(at('objects'), { recursive: true }), answers: '' },
  { name: 'no refs', make: (_, at) => rmSync(at('refs'), { recursive: true }), answers: '' },
  { name: 'no Git directory', make: (_, at) => rmSync(at(''), { recursive: true }), answers: '' },
  { name: 'a Git directory elsewhere that is gone', make: (_, at) => writeFileSync(replaced(at('')), 'gitdir: /no/such/folder\n'), answers: '' },
]

suite('main/git on a damaged repository', () => {
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
  let repo: TestRepo
  let tip: string

  beforeEach(() => {
    repo = createRepo({ files: { 'a.ts': 'one\n', ...Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`more/${n}.ts`, ''])) } })
    repo.write('a.ts', 'two\n')
    repo.commit('second')
    tip = repo.git('rev-parse', 'HEAD').trim()
    repo.write('new.ts', 'x')
  })

  afterEach(() => removeFolder(repo.root))

  const parts = (): [name: string, ask: () => Promise<boolean>][] => [
    ['locate', async () => (await locateRepository(git, repo.root)).root === repo.root],
    ['status', async () => (await readStatus(git, repo.root)).entries.some(({ path }) => path === 'new.ts')],
    ['commits', async () => (await commitsBetween(git, repo.root, { from: `${tip}~1`, to: tip, limit: 5 })).commits[0]?.id === tip],
    ['worktrees', async () => (await listWorktrees(git, repo.root))[0]?.root === repo.root],
  ]

  // Red for "an empty branch" and "a branch of zeros" without the check for `(unknown)` in readStatus: every file is new on a branch of that name.
  for (const { name, make, answers } of DAMAGES) {
    test(`${name}: ${answers === '' ? 'refused' : `still answers: ${answers}`}`, async () => {
      make(repo, (path) => join(repo.root, '.git', path))
      const answered: string[] = []
      for (const [part, ask] of parts()) {
        const started = performance.now()
        const answer = await ask().catch((error: unknown) => error)
        expect(performance.now() - started, part).toBeLessThan(ANSWER_MS)
        if (answer === true) answered.push(part)
        else if (answer !== false) expect(answer, part).toBeInstanceOf(ScribeError)
        else expect(part, 'only commits may be empty').toBe('commits')
      }
      expect(answered.join(' ')).toBe(answers)
      expect(await ignoredFolders(git, repo.root)).toEqual([])
    })
  }

  test('the refusal says what Git said', async () => {
    writeFileSync(join(repo.root, '.git/index'), 'A'.repeat(500))
    await expect(readStatus(git, repo.root)).rejects.toThrow('git status failed: error: bad signature 0x41414141')
    writeFileSync(join(repo.root, '.git', BRANCH), '')
    rmSync(join(repo.root, '.git/index'))
    await expect(readStatus(git, repo.root)).rejects.toThrow('it cannot tell what HEAD is')
  })

  test('a lock somebody holds stays theirs', async () => {
    const lock = join(repo.root, '.git/index.lock')
    writeFileSync(lock, 'theirs')
    for (const [, ask] of parts()) await ask()
    expect(readFileSync(lock, 'utf8')).toBe('theirs')
  })
})

/** The path, with nothing at it any more. */
function replaced(path: string): string {
  rmSync(path, { recursive: true })
  return path
}

function overwrite(path: string, content: string): void {
  chmodSync(path, 0o644)
  writeFileSync(path, content)
}

function objectFile(repo: TestRepo, at: (path: string) => string, name: string): string {
  const id = repo.git('rev-parse', name).trim()
  return at(`objects/${id.slice(0, 2)}/${id.slice(2)}`)
}
