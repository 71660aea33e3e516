import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { emptyState } from '../../shared/state/appState.ts'
import { sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { findGit } from '../git/findGit.ts'
import { GitClient } from '../git/gitClient.ts'
import { welcomeCommands } from './welcomeCommands.ts'

const CALLER = { kind: 'ui', scopes: ['read', 'control'] } as const

suite('main/commands/welcomeCommands', () => {
  let home: string
  let repo: TestRepo
  const hub = { state: emptyState('e', { version: '1', pid: 1, since: 0, host: 'headless' }) }
  const commands = (state = hub.state) =>
    welcomeCommands({ home, hub: { state }, git: new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment()) })
  const get = (state = hub.state) => commands(state)['welcome/get']({}, CALLER)

  beforeEach(() => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-12-parser' })
  })
  afterEach(() => {
    removeFolder(home)
    removeFolder(repo.root)
  })

  test('it is a first run until somebody was welcomed, or something was recorded', async () => {
    expect(await get()).toEqual({ step: 'new', folder: null, first_run: true })
    expect((await get(sampleState([sampleSession()]))).first_run).toBe(false)
    expect(existsSync(join(home, 'welcome.json'))).toBe(false)
    expect(await commands()['welcome/update']({ step: '2' }, CALLER)).toEqual({ step: '2', folder: null, first_run: false })
  })

  test('how far it has come is kept, each part for itself, for the person alone', async () => {
    await Promise.all([commands()['welcome/update']({ folder: '/r' }, CALLER)])
    await commands()['welcome/update']({ step: '3' }, CALLER)
    expect(await get()).toEqual({ step: '3', folder: '/r', first_run: false })
    await commands()['welcome/update']({ folder: null }, CALLER)
    expect([(await get()).folder, statSync(join(home, 'welcome.json')).mode & 0o777]).toEqual([null, 0o600])
    expect(readFileSync(join(home, 'welcome.json'), 'utf8')).toContain('"step": "3"')
  })

  test('a damaged file welcomes nobody twice', async () => {
    for (const text of ['', '{', '{"step":"9","folder":null}', '[]']) {
      writeFileSync(join(home, 'welcome.json'), text)
      expect(await get()).toEqual({ step: 'done', folder: null, first_run: false })
    }
  })

  test('a folder is looked at before anything is recorded: where it lies, its branch, what it would be named after', async () => {
    const inspect = (cwd: string) => commands()['repository/inspect']({ cwd }, CALLER)
    const found = { root: repo.root, name: repo.root.split('/').at(-1), git: expect.stringContaining('git version') }
    expect(await inspect(repo.root)).toEqual({ ...found, branch: 'feat/B-12-parser', backlog_id: 'B-12' })
    repo.write('sub/a.ts', '1\n')
    repo.commit('first')
    expect(await inspect(join(repo.root, 'sub'))).toMatchObject({ root: repo.root, branch: 'feat/B-12-parser' })
    repo.git('switch', '-q', '-c', 'main')
    repo.write('.ai_state.json', '{"backlog_id":"B-9"}')
    expect(await inspect(repo.root)).toMatchObject({ branch: 'main', backlog_id: 'B-9' })
    repo.write('.ai_state.json', '{"backlog_id":"../x"}')
    expect(await inspect(repo.root)).toMatchObject({ backlog_id: null })
    repo.git('switch', '-q', '--detach')
    expect(await inspect(repo.root)).toMatchObject({ branch: null })
    expect(existsSync(join(repo.root, 'artifacts'))).toBe(false)
    await expect(inspect(home)).rejects.toMatchObject({ code: 'repo.notGit' })
    await expect(inspect(join(home, 'nowhere'))).rejects.toMatchObject({ code: 'repo.noSuchFolder' })
  })
})
