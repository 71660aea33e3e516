/**
 * Secrets in everything people and programs name: notes, tags, descriptions, branches, files, commits, remotes. None reaches
 * a file, in the data folder or in the repository; that something was there does.
 */
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

/** Made up, each another one, so that a leak says where it came from. */
const token = (place: string): string => `ghp_${`${place}Qz7`.repeat(12).slice(0, 36)}`
const KEY_LINE = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj'
const KEY = `-----BEGIN ${'PRIVATE'} KEY-----\n${KEY_LINE}\n${KEY_LINE.toLowerCase()}\n-----END ${'PRIVATE'} KEY-----`
const PLACES = [
  'note',
  'tag',
  'description',
  'branch',
  'file',
  'folder',
  'gone',
  'renamed',
  'commit',
  'remote',
  'other',
  'encoded',
  'linked',
  'related',
] as const
const SECRETS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(PLACES.map((place) => [place, token(place)])),
  password: 'swordfish77',
  address: 'correcthorse42',
  'key, first line': KEY_LINE,
  'key, second line': KEY_LINE.toLowerCase(),
  'encoded, as it stands': Buffer.from(`x: ${token('encoded')}`).toString('base64'),
}

describe('secrets in everything that has a name', () => {
  let home: string
  let repo: TestRepo
  let remote: string
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeEach(async () => {
    home = tempFolder()
    remote = tempFolder()
    execFileSync('git', ['init', '-q', '--bare', remote], { env: gitEnvironment() })
    repo = createRepo({ branch: `feat/B-1009-${token('branch')}`, files: { 'a.ts': 'one\n', [`${token('gone')}.txt`]: 'x\n', 'plain.txt': 'y\n' } })
    daemon = await startDaemonProcess(home)
    client = await daemon.connect()
  })

  afterEach(async () => {
    client.close()
    await daemon.stop()
    for (const folder of [home, repo.root, remote]) removeFolder(folder)
  })

  /** Files that hold one of the secrets, with its name: everything of ours, but what Git and the person wrote. */
  const leaks = (): string[] =>
    [home, join(repo.root, 'artifacts'), join(repo.root, '.git/scribe'), repo.root].flatMap((folder) => {
      const found = globSync(folder === repo.root ? '.ai_state.json' : '**/*', { cwd: folder }).map((path) => join(folder, path))
      return found.filter((path) => statSync(path).isFile()).flatMap((path) => leaksOf(path, readFileSync(path)))
    })
  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-1009.md'), 'utf8')
  const inWorklog = (text: string): Promise<unknown> => eventually(() => worklog().includes(text) || expect(worklog()).toContain(text), 15_000)

  // Red when any of these is taken away: redaction in scan.ts, in the recorder, of notes, of commit subjects, of the logger.
  test('none is in a file, all are told', { timeout: 60_000 }, async () => {
    const { session } = await client.call('session/start', { cwd: repo.root, tags: [token('tag')] })
    await client.call('session/update', {
      session: session.id,
      description: `${token('description')} and password: swordfish77`,
      related_add: [token('related')],
    })
    await eventually(async () => (await client.call('session/get', { session: session.id })).session.capture === 'live')
    const note = [`use ${token('note')}`, KEY, 'postgres://ada:correcthorse42@db.example.com/app', SECRETS['encoded, as it stands']].join('\n')
    await client.call('worklog/append', { session: session.id, text: note })
    await inWorklog('[redacted:encoded]')

    mkdirSync(join(repo.root, token('folder')))
    repo.write(`${token('folder')}/${token('file')}.ts`, 'x')
    rmSync(join(repo.root, `${token('gone')}.txt`))
    renameSync(join(repo.root, 'plain.txt'), join(repo.root, `${token('renamed')}.txt`))
    await inWorklog('[redacted:github-token]/[redacted:github-token].ts')
    repo.git('remote', 'add', token('linked'), remote)
    repo.commit(`say ${token('commit')}`)
    await inWorklog('say [redacted:github-token]')
    // Something is left to do, so that the push is not the end.
    repo.write('left.txt', 'x')
    repo.git('push', '-q', '-u', token('linked'), `HEAD:${token('remote')}`)
    await inWorklog('- Pushed to [redacted:github-token]/[redacted:github-token]')
    repo.git('checkout', '-q', '-b', token('other'))
    await inWorklog('Branch switched to')

    const { session: after } = await client.call('session/get', { session: session.id })
    expect(after).toMatchObject({ branch: 'feat/B-1009-[redacted:github-token]', tags: ['[redacted:github-token]'] })
    expect(after.description).toBe('[redacted:github-token] and password: [redacted:value]')
    expect(leaks(), 'while it runs').toEqual([])
    await daemon.stop()
    expect(leaks(), 'after it has closed').toEqual([])
  })

  test('a backlog id that looks like a secret is refused: it would be the name of a file', async () => {
    const refusal = expect.objectContaining({ code: 'backlog.badId', message: expect.stringContaining('looks like a secret') })
    await expect(client.call('session/start', { cwd: repo.root, backlog_id: token('note') })).rejects.toEqual(refusal)
    expect(leaks()).toEqual([])
  })

  test('what should be found is found: the check sees secrets in files', () => {
    expect(leaksOf('x', Buffer.from(`a ${token('note')} b`))).toEqual(['note in x'])
  })
})

function leaksOf(path: string, content: Buffer): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) => (content.includes(secret) ? [`${name} in ${path}`] : []))
}
