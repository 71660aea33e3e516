/**
 * What people hand Scribe that it cannot use: folders and backlog ids (files are in badFiles.test.ts). Each case runs
 * the real command against a real daemon; a refusal has recorded nothing.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { Grounds } from '../../testing/grounds.ts'
import { createRepo, gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { scribe } from '../../testing/scribeCommand.ts'

let home: string
let daemon: DaemonProcess
let client: ScribeClient
let grounds: Grounds

beforeAll(async () => {
  home = tempFolder()
  daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  client = await daemon.connect()
})

afterAll(async () => {
  client.close()
  await daemon.stop()
  removeFolder(home)
})

beforeEach(() => {
  grounds = new Grounds()
})

afterEach(async () => {
  const { sessions } = await client.call('session/list', { state: ['recording', 'paused'] })
  for (const session of sessions) await client.call('session/stop', { session: session.id })
  grounds.remove()
})

interface Answer {
  readonly code: number | null
  readonly ok: boolean
  readonly error?: { readonly code: string; readonly message: string }
  readonly session: { readonly id: string }
}

/** `scribe start` with JSON in a folder of the grounds. */
const start = async (folder: string, ...args: readonly string[]): Promise<Answer> => {
  const { code, stdout, stderr } = await scribe({ home, cwd: grounds.folder }, 'start', '--json', '--cwd', grounds.at(folder), ...args)
  expect(stderr).toBe('')
  return { code, ...JSON.parse(stdout) }
}
/** Refused with exit code 1 and a sentence; nothing was recorded. */
const expectRefusal = (answer: Answer, code: string, says: RegExp): void => {
  expect(answer).toMatchObject({ v: 1, ok: false, code: 1, error: { code, message: expect.stringMatching(says) } })
  grounds.expectNoRecord()
}

describe('a folder that cannot be recorded', () => {
  test('one that is in no repository', async () => {
    grounds.put('plain/a.txt', 'x')
    grounds.remember()
    expectRefusal(await start('plain'), 'repo.notGit', /plain is not in a Git repository\. Run "git init" there/)
  })

  test('one that is not there', async () => {
    grounds.remember()
    expectRefusal(await start('nowhere'), 'repo.noSuchFolder', /^There is no folder .*nowhere\.$/)
  })

  test('a file in place of a folder', async () => {
    grounds.put('file', 'x')
    grounds.remember()
    expectRefusal(await start('file'), 'repo.noSuchFolder', /file is a file\. Give the folder of a repository\.$/)
  })

  test('a bare repository', async () => {
    grounds.repo().git('init', '-q', '--bare', grounds.at('bare'))
    grounds.remember()
    expectRefusal(await start('bare'), 'repo.bare', /bare is a bare repository/)
  })

  test('the inside of a Git directory', async () => {
    grounds.repo()
    grounds.remember()
    for (const folder of ['repo/.git', 'repo/.git/refs/heads'])
      expectRefusal(await start(folder), 'repo.notGit', /is inside a Git directory\. Choose the folder that holds your files\.$/)
  })

  test('a repository that names another folder as its own', async () => {
    grounds.put('victim/keep.txt', 'x')
    grounds.repo().git('config', 'core.worktree', grounds.at('victim'))
    grounds.remember()
    expectRefusal(await start('repo'), 'repo.refused', /Nothing is recorded there/)
  })

  test('a repository whose settings cannot be read', async () => {
    grounds.repo()
    grounds.put('repo/.git/config', '[core\n')
    grounds.remember()
    expectRefusal(await start('repo'), 'repo.refused', /^Git refuses to read .*bad config line 1/)
  })

  test('in words it is one sentence on stderr, without a stack', async () => {
    const { code, stdout, stderr } = await scribe({ home, cwd: grounds.folder }, 'start')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^scribe: .* is not in a Git repository\. Run "git init" there, or choose another folder\.\n$/)
  })
})

describe('a repository that is unusual but can be recorded', () => {
  test('without commits: head is null, and changes are recorded', async () => {
    const repo = createRepo({ folder: grounds.at('repo') })
    grounds.remember()
    const { code, session } = await start('repo')
    expect([code, session]).toEqual([0, expect.objectContaining({ head: null, branch: 'feat/B-1009-demo' })])
    await eventually(() => grounds.read('repo/artifacts/worklogs/B-1009.md').includes('# Worklog B-1009'))
    grounds.expectOnlyOurs()
    repo.write('first.ts', 'x')
    await eventually(async () => (await client.call('session/get', { session: session.id })).session.changes === 1)
  })

  test('with a detached HEAD: by the id given, or the one of the state file; branch is null', async () => {
    const repo = grounds.repo('topic')
    repo.git('checkout', '-q', '--detach')
    grounds.remember()
    expectRefusal(await start('repo'), 'backlog.notFound', /Give one with --backlog-id B-123/)
    const given = await start('repo', '--backlog-id', 'B-5')
    expect([given.code, given.session]).toEqual([0, expect.objectContaining({ backlog_id: 'B-5', branch: null })])
    await client.call('session/stop', { session: given.session.id })
    await eventually(() => Object.keys(JSON.parse(grounds.read('repo/.ai_state.json')).scribe).length === 0)
    grounds.put('repo/.ai_state.json', '{"backlog_id": "B-6", "other": true}')
    const fromState = await start('repo')
    expect([fromState.code, fromState.session]).toEqual([0, expect.objectContaining({ backlog_id: 'B-6', branch: null })])
    await eventually(() => JSON.parse(grounds.read('repo/.ai_state.json')).scribe?.worklog === 'artifacts/worklogs/B-6.md')
    expect(JSON.parse(grounds.read('repo/.ai_state.json')).other).toBe(true)
    grounds.expectOnlyOurs()
  })

  test('a second start of the same session says so and is no failure', async () => {
    grounds.repo()
    grounds.remember()
    const first = await start('repo')
    const second = await start('repo')
    expect(second).toMatchObject({ code: 0, created: false, session: { id: first.session.id } })
    const words = await scribe({ home, cwd: grounds.at('repo') }, 'start')
    expect(words).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('B-1009 is being recorded in repo already.') })
    grounds.expectOnlyOurs()
  })
})

describe('a backlog id that cannot be used', () => {
  test('none to be found', async () => {
    grounds.repo('topic')
    grounds.remember()
    expectRefusal(await start('repo'), 'backlog.notFound', /No backlog ID was found/)
  })

  const BAD: readonly [name: string, id: string, code: string][] = [
    ['a path upward', '../../x', 'backlog.badId'],
    ['an empty one, which counts as none', '', 'backlog.notFound'],
    ['65 characters', 'B'.repeat(65), 'backlog.badId'],
    ['a name Windows reserves', 'CON', 'backlog.badId'],
  ]
  for (const [name, id, code] of BAD) {
    test(name, async () => {
      grounds.repo('topic')
      grounds.remember()
      expectRefusal(await start('repo', `--backlog-id=${id}`), code, /backlog ID/)
    })
  }

  test('and every other one that would be no plain file name', async () => {
    grounds.repo('topic')
    grounds.remember()
    for (const backlog_id of ['/tmp/x', 'a/b', 'a\\b', '.x', '..', 'x.', 'a..b', '-rf', 'B-1\nx', 'B-1\0', 'ü', 'nul', 'com1', ' B-1', '\u202eB-1']) {
      await expect(client.call('session/start', { cwd: grounds.at('repo'), backlog_id }), backlog_id).rejects.toEqual(
        expect.objectContaining({ code: 'backlog.badId' }),
      )
    }
    grounds.expectNoRecord()
  })

  test('64 characters are fine', async () => {
    grounds.repo('topic')
    grounds.remember()
    expect(await start('repo', '--backlog-id', 'B'.repeat(64))).toMatchObject({ code: 0 })
    grounds.expectOnlyOurs()
  })

  test('one too long for the command line is wrong usage of the protocol, not a crash', async () => {
    grounds.repo('topic')
    grounds.remember()
    const answer = await start('repo', '--backlog-id', 'B'.repeat(100_000))
    expect(answer).toMatchObject({ code: 2, ok: false, error: { code: 'usage.badInput' } })
    grounds.expectNoRecord()
  })
})
