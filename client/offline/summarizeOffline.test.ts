import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, removeFolder, type TestRepo } from '../../testing/scaffold.ts'
import { type OfflineRequest, summarizeOffline } from './summarizeOffline.ts'
import { writeOutput } from './writeOutput.ts'

suite('client/offline', () => {
  let repo: TestRepo

  beforeEach(() => {
    repo = createRepo({ branch: 'main', files: { 'a.ts': 'one\n' } })
    for (const id of ['B-7', 'B-8']) repo.write(`artifacts/worklogs/${id}.md`, `- New idea: of ${id} alone\n`)
  })
  afterEach(() => removeFolder(repo.root))

  function summarize(differences: Partial<OfflineRequest> = {}): ReturnType<typeof summarizeOffline> {
    return summarizeOffline({ cwd: repo.root, backlogId: undefined, format: 'json', write: false, now: 0, ...differences })
  }
  const idOf = async (differences: Partial<OfflineRequest> = {}): Promise<string> => (await summarize(differences)).backlogId
  const refused = (code: string) => expect.objectContaining({ code })

  test('the id is the one named, else the branch’s, else the state file’s', async () => {
    await expect(summarize()).rejects.toThrow(refused('backlog.notFound'))
    repo.write('.ai_state.json', '{"backlog_id": "B-7"}')
    expect(await idOf()).toBe('B-7')
    repo.git('checkout', '-q', '-b', 'feat/B-8-x')
    expect(await idOf()).toBe('B-8')
    expect(await idOf({ backlogId: 'B-7' })).toBe('B-7')
    expect(await idOf({ backlogId: '' })).toBe('B-8')
  })

  test('a damaged state file names nothing', async () => {
    for (const odd of ['', '[]', 'null', '{"backlog_id": 7}', '{']) {
      repo.write('.ai_state.json', odd)
      await expect(summarize()).rejects.toThrow(refused('backlog.notFound'))
    }
    removeFolder(join(repo.root, '.ai_state.json'))
    symlinkSync('/dev/zero', join(repo.root, '.ai_state.json'))
    await expect(summarize()).rejects.toThrow(refused('backlog.notFound'))
  })

  test('an id that would lead elsewhere is refused', async () => {
    for (const backlogId of ['../../x', '/etc/passwd', 'a/b', '..']) await expect(summarize({ backlogId })).rejects.toThrow(refused('backlog.badId'))
  })

  test('from a folder below, the repository’s worklog is summarized and written', async () => {
    mkdirSync(join(repo.root, 'lib'))
    const { text, path } = await summarize({ cwd: join(repo.root, 'lib'), backlogId: 'B-7', write: true })
    expect(JSON.parse(text).ideas).toEqual(['New idea: of B-7 alone'])
    expect(path).toBe(join(repo.root, 'artifacts/summaries/B-7-summary.md'))
    expect(readFileSync(String(path), 'utf8')).toContain('# B-7 Session Summary')
  })

  test('a named file is written whole, through a link of the person’s own', async () => {
    const file = join(repo.root, 'out.json')
    await writeOutput(file, 'one')
    expect(readFileSync(file, 'utf8')).toBe('one')
    symlinkSync('out.json', join(repo.root, 'link.json'))
    await writeOutput(join(repo.root, 'link.json'), 'two')
    expect(readFileSync(file, 'utf8')).toBe('two')
    await writeOutput('/dev/null', 'three')
  })

  test('a file that cannot be written is said, with its name', async () => {
    writeFileSync(join(repo.root, 'file'), '')
    for (const path of ['none/out.json', 'file/out.json', 'artifacts']) {
      await expect(writeOutput(join(repo.root, path), 'x')).rejects.toThrow(refused('summary.failed'))
    }
  })
})
