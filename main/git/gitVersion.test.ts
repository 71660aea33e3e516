import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { checkVersion } from './gitVersion.ts'

const says = (stdout: string) => ({ code: 0, stdout, stderr: '', cut: false })

const GOOD = [
  'git version 2.30.0',
  'git version 2.39.5 (Apple Git-154)',
  'git version 2.51.0.windows.1',
  'git version 3.0.0-rc1',
  'git version built-today',
  '',
]
const OLD: readonly [said: string, version: string][] = [
  ['git version 2.29.3', '2.29.3'],
  ['git version 2.7', '2.7'],
  ['git version 1.9.1', '1.9.1'],
  ['git version 2.24.3 (Apple Git-128)', '2.24.3'],
]

suite('main/git/gitVersion', () => {
  for (const said of GOOD) test(`works with "${said}"`, () => expect(() => checkVersion('/bin/git', says(`${said}\n`))).not.toThrow())

  for (const [said, version] of OLD) {
    test(`"${said}" is too old, and the message says what is needed`, () => {
      const refusal = expect.objectContaining({
        code: 'git.tooOld',
        data: { version },
        message: expect.stringContaining(`/bin/git is Git ${version}. Scribe needs 2.30`),
      })
      expect(() => checkVersion('/bin/git', says(said))).toThrow(refusal)
    })
  }

  test('a program that does not work is refused in its own words, or with its code', () => {
    const refusal = (message: string) => expect.objectContaining({ code: 'git.failed', message })
    const ended = { code: 69, stdout: '', stderr: '', cut: false }
    const licence = 'You have not agreed to the Xcode license agreements.'
    expect(() => checkVersion('/usr/bin/git', { ...ended, stderr: `${licence}\n` })).toThrow(refusal(`/usr/bin/git does not work: ${licence}`))
    expect(() => checkVersion('/usr/bin/git', { ...ended, stdout: 'no\n' })).toThrow(refusal('/usr/bin/git does not work: no'))
    expect(() => checkVersion('/usr/bin/git', ended)).toThrow(refusal('/usr/bin/git does not work: it ended with code 69'))
  })
})

/** Case "no usable Git": each fault is a program that really is in Git's place. */
suite('main/git/gitVersion in the gate', () => {
  let folder: string
  let program: string

  beforeEach(() => {
    folder = tempFolder()
    program = join(folder, 'git')
  })

  afterEach(() => removeFolder(folder))

  const install = (script: string): void => {
    rmSync(program, { force: true })
    writeFileSync(program, `#!/bin/sh\n${script}\n`)
    chmodSync(program, 0o755)
  }
  const status = (git: GitClient): Promise<{ code: number }> => git.run({ cwd: folder, args: ['status'] })

  // Red without `#known` in GitClient.run: the old Git is asked, and answers.
  test('a Git that is too old is asked for nothing but its version', async () => {
    install(`case "$*" in *--version*) echo git version 2.25.1;; *) touch '${folder}/asked';; esac`)
    const git = new GitClient(program, gitEnvironment())
    await expect(status(git)).rejects.toEqual(expect.objectContaining({ code: 'git.tooOld' }))
    expect(existsSync(join(folder, 'asked'))).toBe(false)
  })

  // Red when `#checked` keeps a refusal.
  test('after an update it works without a new start, and is not asked for its version again', async () => {
    install('echo git version 2.25.1')
    const git = new GitClient(program, gitEnvironment())
    await expect(status(git)).rejects.toEqual(expect.objectContaining({ code: 'git.tooOld' }))
    install(`case "$*" in *--version*) echo x >> '${folder}/versions'; echo git version 2.45.0;; esac`)
    await Promise.all([status(git), status(git), status(git)])
    expect(await status(git)).toMatchObject({ code: 0 })
    expect((await git.run({ cwd: folder, args: ['status'] })).stdout).toBe('')
    install('exit 7')
    expect(await status(git)).toMatchObject({ code: 7 })
  })

  // Red without the exit code's check in `checkVersion`.
  test('the stand-in of a Mac without its tools is refused in its words', async () => {
    install('echo "xcode-select: note: no developer tools were found, requesting install." >&2; exit 1')
    await expect(status(new GitClient(program, gitEnvironment()))).rejects.toMatchObject({
      code: 'git.failed',
      message: expect.stringContaining('no developer tools were found'),
    })
  })

  // Red when `findGit` takes the stand-in although no tools are there.
  test('and is never started where it can be known beforehand: no window asks to install something', () => {
    install(`touch '${folder}/dialog'`)
    const onlyStub = (path: string): boolean => path === '/usr/bin/git'
    expect(findGit('/usr/bin:/bin', 'darwin', onlyStub)).toBeNull()
    expect(existsSync(join(folder, 'dialog'))).toBe(false)
  })

  // Red when the place of Git is looked for only once.
  test('no Git at all is said so, with what to do; once it is there, it works', async () => {
    await expect(status(new GitClient(null, {}))).rejects.toMatchObject({ code: 'git.missing', message: expect.stringContaining('Install it') })
    const git = new GitClient(() => findGit(folder, 'linux', (path) => path.startsWith(folder) && existsSync(path)), gitEnvironment())
    await expect(status(git)).rejects.toEqual(expect.objectContaining({ code: 'git.missing' }))
    install('echo git version 2.45.0')
    expect(await status(git)).toMatchObject({ code: 0 })
  })

  test('a Git that an update moved is looked for again', async () => {
    let place = join(folder, 'old')
    install('echo git version 2.45.0')
    renameSync(program, place)
    const git = new GitClient(() => place, gitEnvironment())
    expect(await status(git)).toMatchObject({ code: 0 })
    renameSync(place, program)
    place = program
    await expect(status(git)).rejects.toEqual(expect.objectContaining({ code: 'git.failed' }))
    expect(await status(git)).toMatchObject({ code: 0 })
  })

  test('the Git of this machine is new enough', async () => {
    const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
    expect((await git.run({ cwd: folder, args: ['rev-parse'] })).code).toBe(128)
  })
})
