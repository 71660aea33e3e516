import { chmodSync, existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { isAlive } from '../../testing/isAlive.ts'
import { createRepo, gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { findGit } from './findGit.ts'
import { GitClient, type GitOptions } from './gitClient.ts'

const failure = (code: string) => expect.objectContaining({ code })

suite('main/git/gitClient with a program in place of Git', () => {
  let folder: string

  beforeEach(() => {
    folder = tempFolder()
  })

  afterEach(() => removeFolder(folder))

  /** A gate whose Git is a script: it knows its version, answers nothing to `config`, the rest is `body`. */
  const gate = (body: string, config = 'exit 0', options: GitOptions = {}): GitClient => {
    const program = join(folder, 'git')
    writeFileSync(program, `#!/bin/sh\ncase "$*" in *--version*) echo git version 2.39.5; exit 0;; *"config --list"*) ${config};; esac\n${body}\n`)
    chmodSync(program, 0o755)
    return new GitClient(program, gitEnvironment(), options)
  }
  const pidIn = (name: string): number => Number(readFileSync(join(folder, name), 'utf8'))

  test('what Git prints and how it ended is the result', async () => {
    const result = await gate('echo out; echo err >&2; exit 3').run({ cwd: folder, args: ['status'] })
    expect(result).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n', cut: false })
  })

  test('characters that arrive in pieces are put together', async () => {
    const result = await gate("printf '\\360\\237'; sleep 0.05; printf '\\230\\200'").run({ cwd: folder, args: ['status'] })
    expect(result.stdout).toBe('😀')
  })

  test('a Git that was killed has no exit code', async () => {
    expect((await gate('kill -9 $$').run({ cwd: folder, args: ['status'] })).code).toBe(-1)
  })

  test('a Git that hangs is ended at the deadline, and what it started with it', async () => {
    const hung = gate(`sleep 60 & echo $! > '${folder}/child'; echo $$ > '${folder}/parent'; wait`)
    const started = performance.now()
    await expect(hung.run({ cwd: folder, args: ['status'], deadlineMs: 600 })).rejects.toThrow('git status gave no answer within 600 ms.')
    expect(performance.now() - started).toBeLessThan(3_000)
    await eventually(() => !isAlive(pidIn('parent')) && !isAlive(pidIn('child')))
  })

  test('a Git that hangs before the command proper is ended too', async () => {
    const hung = gate('exit 0', `echo $$ > '${folder}/parent'; exec sleep 60`)
    await expect(hung.run({ cwd: folder, args: ['status'], deadlineMs: 300 })).rejects.toEqual(failure('git.timedOut'))
    await eventually(() => !isAlive(pidIn('parent')))
  })

  test('more output than allowed ends it', async () => {
    const chatty = gate(`echo $$ > '${folder}/parent'; exec yes scribe`)
    await expect(chatty.run({ cwd: folder, args: ['ls-files'] })).rejects.toThrow('git ls-files answered more than')
    await eventually(() => !isAlive(pidIn('parent')))
  })

  test('where it may be cut, the beginning is the answer', async () => {
    const chatty = gate(`echo $$ > '${folder}/parent'; exec yes scribe`)
    const result = await chatty.run({ cwd: folder, args: ['status'], mayCut: true })
    expect([result.code, result.cut, result.stdout.length]).toEqual([0, true, 16 * 1024 * 1024])
    await eventually(() => !isAlive(pidIn('parent')))
  })

  test('errors are kept up to a bound', async () => {
    const result = await gate('yes no | head -c 1000000 >&2; exit 1').run({ cwd: folder, args: ['status'] })
    expect([result.code, result.stderr.length]).toEqual([1, 4096])
  })

  test('without the list of what to switch off nothing is run', async () => {
    const refusing = gate(`touch '${folder}/ran'`, 'echo "fatal: bad config line 1" >&2; exit 128')
    expect(await refusing.run({ cwd: folder, args: ['status'] })).toMatchObject({ code: 128, stderr: 'fatal: bad config line 1\n' })
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  })

  test('no Git, and one that cannot be started, are two refusals', async () => {
    await expect(new GitClient(null, {}).run({ cwd: folder, args: ['status'] })).rejects.toEqual(failure('git.missing'))
    const gone = new GitClient(join(folder, 'no-such-git'), {})
    await expect(gone.run({ cwd: folder, args: ['log', '-z'] })).rejects.toThrow('git log could not be started.')
    await expect(gate('exit 0').run({ cwd: join(folder, 'no-such-folder'), args: ['status'] })).rejects.toEqual(failure('git.failed'))
  })

  test('what the system refuses at once is the same refusal', async () => {
    const longest = 'x'.repeat(4 * 1024 * 1024)
    await expect(gate('exit 0').run({ cwd: folder, args: ['log', longest] })).rejects.toEqual(failure('git.failed'))
    await expect(gate('exit 0').run({ cwd: folder, args: ['log', '\0'] })).rejects.toEqual(failure('git.failed'))
  })

  test('a Git that is slow is said to be, once, and still waited for', async () => {
    const slow: unknown[] = []
    const result = await gate('sleep 2.3; echo done', 'exit 0', { onSlow: (run) => slow.push(run) }).run({ cwd: folder, args: ['status', '-z'] })
    expect([result.stdout, slow]).toEqual(['done\n', [{ cwd: folder, verb: 'status' }]])
  })
})

suite('main/git/gitClient with Git', () => {
  test('the index is never written and its lock never taken', async () => {
    const repo = createRepo({ files: { 'a.ts': 'one\n', 'b.ts': 'two\n' } })
    const index = join(repo.root, '.git/index')
    const stale = (): number => {
      // Same content, other time: a Git that may write brings its index up to date.
      utimesSync(join(repo.root, 'a.ts'), new Date(2020, 1, 1), new Date(2020, 1, 1))
      utimesSync(index, new Date(2021, 1, 1), new Date(2021, 1, 1))
      return statSync(index).mtimeMs
    }
    const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
    const before = stale()
    writeFileSync(`${index}.lock`, '')
    expect((await git.run({ cwd: repo.root, args: ['status', '--porcelain'] })).code).toBe(0)
    removeFolder(`${index}.lock`)
    expect((await git.run({ cwd: repo.root, args: ['status', '--porcelain'] })).code).toBe(0)
    expect(statSync(index).mtimeMs).toBe(before)
    stale()
    repo.git('status', '--porcelain')
    expect(statSync(index).mtimeMs, 'an ordinary status does write it').not.toBe(before)
    removeFolder(repo.root)
  })
})
