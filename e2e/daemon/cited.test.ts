/** Summaries, search and what is told over many sessions, from the command line to the record and back: every line has its evidence. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { scribe } from '../../testing/scribeCommand.ts'

describe('what the record says', () => {
  let home: string
  let repo: TestRepo
  let other: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient
  let commit: string

  beforeAll(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-parser', files: { 'src/parser.ts': '1\n' } })
    other = createRepo({ branch: 'feat/B-8-map', files: { 'a.ts': '1\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
    for (const { root } of [repo, other]) await client.call('session/start', { cwd: root })
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.capture === 'live')
    const notes = [
      ...['Decision: keep src/parser.ts in one file', 'Idea: cache the tokens', 'TODO: mend the comma', 'Blocked by the missing grammar'],
      ...['Fixed it in commit deadbeef1', 'Decision: move everything to src/nowhere/gone.ts', 'Idea: \u001b[2Jlook at `rm -rf /`'],
    ]
    for (const text of notes) await client.call('worklog/append', { cwd: repo.root, text })
    await client.call('worklog/append', { cwd: other.root, text: 'Decision: the cache is a map' })
    repo.write('src/parser.ts', '2\n')
    repo.commit('Mend the comma')
    commit = repo.git('rev-parse', 'HEAD').trim()
    await eventually(async () => (await client.call('worklog/read', { cwd: repo.root, limit: 100 })).entries.some(({ kind }) => kind === 'commit'))
  })
  afterAll(async () => {
    client.close()
    await daemon.stop()
    for (const folder of [home, repo.root, other.root]) removeFolder(folder)
  })

  const run = (...args: readonly string[]) => scribe({ home, cwd: repo.root }, ...args)

  test('every line names an entry or a commit that is there; what names something that is not is left out, and said', async () => {
    const { summary, markdown } = await client.call('summary/cited', { cwd: repo.root })
    const { entries } = await client.call('worklog/read', { cwd: repo.root, limit: 100 })
    const seqs = new Set(entries.map(({ seq }) => seq))
    const { decisions, ideas, blockers, progress, commits } = summary
    for (const { items } of [decisions, ideas, blockers, progress.done, progress.planned]) {
      for (const { evidence } of items)
        expect(evidence.kind === 'entry' ? seqs.has(evidence.seq) : evidence.kind === 'commit' && commit.startsWith(evidence.id)).toBe(true)
    }
    expect(decisions.items.map(({ text }) => text)).toEqual(['keep src/parser.ts in one file'])
    expect(commits.items.map(({ id, subject }) => [commit.startsWith(id), subject])).toEqual([[true, 'Mend the comma']])
    expect(progress.planned.items).toMatchObject([{ settled: { kind: 'commit' } }])
    expect(summary.left_out.items.map(({ missing }) => missing).sort()).toEqual(['deadbeef1', 'src/nowhere/gone.ts'])
    expect(markdown).toContain('which does not exist')
    const shown = await run('summarize', '--cited')
    expect([shown.code, shown.stderr]).toEqual([0, ''])
    expect(shown.stdout).toContain('keep src/parser.ts in one file [#')
    expect(shown.stdout).not.toContain('\u001b')
  })

  test('a summary follows the record by itself, is announced, and is read on from where it was', async () => {
    const heard: number[] = []
    const listener = await daemon.connect()
    await listener.subscribe(({ event }) => event.topic === 'summary.updated' && heard.push(event.cursor))
    const { entry } = await client.call('worklog/append', { cwd: other.root, text: 'Idea: evict the oldest' })
    await eventually(() => heard.includes(entry.seq))
    listener.close()
    const { summary } = await client.call('summary/cited', { cwd: other.root })
    expect([summary.cursor, summary.ideas.items.map(({ text }) => text)]).toEqual([entry.seq, ['evict the oldest']])
  })

  test('search finds words in all sessions at once, narrowed by item, place, kind and time', async () => {
    const found = async (...args: readonly string[]): Promise<string[]> => {
      const { code, stdout } = await run('search', ...args, '--json')
      expect(code).toBe(0)
      return JSON.parse(stdout).hits.map(({ backlog_id, kind }: { backlog_id: string; kind: string }) => `${backlog_id} ${kind}`)
    }
    const { entry } = await client.call('worklog/append', { cwd: other.root, text: 'just now: xylophone', idem: 'once' })
    expect(entry.seq).toBeGreaterThan(0)
    expect(await found('xylophone')).toEqual(['B-8 note'])
    expect(new Set(await found('cache'))).toEqual(new Set(['B-7 note', 'B-8 note', 'B-8 summary', 'B-7 summary']))
    expect(await found('cache', '--kind', 'note', '--here')).toEqual(['B-7 note'])
    expect(await found('cache', '--kind', 'decision')).toEqual(['B-8 note'])
    expect(await found('cache', '--backlog-id', 'B-404')).toEqual([])
    expect(await found('cache', '--since', '2020-01-01', '--limit', '1')).toHaveLength(1)
    expect(await found('"the cache is"')).toEqual(expect.arrayContaining(['B-8 note']))
    expect((await run('search', 'nothing-like-that')).stdout).toBe('Nothing was found.\n')
    for (const args of [['search'], ['search', 'x', '--since', 'soon'], ['search', 'x', '--limit', '0']]) expect((await run(...args)).code).toBe(2)
    expect((await run('search', 'comma')).stdout).toMatch(/B-7 \(.*\) {2}commit #\d+\n {2}.*Mend the comma/)
  })

  test('standup and handoff tell what was done, is open and comes next', async () => {
    const { stdout } = await run('standup', '--since', 'today')
    expect(stdout).toContain('## B-7')
    expect(stdout).toMatch(/\*\*Done\*\*[\s\S]*Mend the comma \[[0-9a-f]{7,}\]/)
    expect(stdout).toMatch(/\*\*Open\*\*[\s\S]*the missing grammar \[#\d+\]/)
    const { items } = JSON.parse((await run('standup', '--json')).stdout)
    expect(items.map(({ backlog_id }: { backlog_id: string }) => backlog_id).sort()).toEqual(['B-7', 'B-8'])
    const handed = await run('handoff', '--to', 'reviewer', '--budget', '1500')
    expect(handed.stdout).toMatch(/^# Handoff of B-7\n/)
    expect([handed.code, handed.stdout.length <= 1_500]).toEqual([0, true])
    expect((await run('handoff', '--to', 'boss')).code).toBe(2)
  })

  test('a search is narrowed down to branches, repositories and tags, and may be for a kind alone', async () => {
    const found = async (narrow: { branch?: string; repo_name?: string; tag?: string }): Promise<number> =>
      (await client.call('worklog/search', { query: '', kinds: ['decision'], ...narrow })).hits.length
    const [session] = (await client.call('session/list', { repo: repo.root })).sessions
    const all = await found({})
    expect(all).toBeGreaterThan(0)
    await client.call('session/update', { session: session?.id ?? '', tags_add: ['parser-work'] })
    expect(await found({ tag: 'PARSER' })).toBeGreaterThan(0)
    expect(await found({ repo_name: session?.repo_name ?? '', branch: session?.branch?.slice(0, 6) ?? '' })).toBeGreaterThan(0)
    for (const nothing of [{ tag: 'no-such' }, { branch: 'no-such' }, { repo_name: 'no-such' }]) expect(await found(nothing)).toBe(0)
  })

  test('what stands out over sessions rests on entries; all summaries are made anew with progress', async () => {
    expect((await run('insights')).stdout).toBe('Nothing stands out yet.\n')
    await client.call('worklog/append', { cwd: repo.root, text: 'Decision: src/parser.ts is no longer kept in one file' })
    const { reversed } = await client.call('insights/get', { cwd: repo.root })
    expect(reversed.map(({ before, after }) => [before.line.text, after.line.text])).toEqual([
      ['keep src/parser.ts in one file', 'src/parser.ts is no longer kept in one file'],
    ])
    expect((await run('summarize', '--all')).stdout).toBe('Summarized 2 sessions.\n')
    await client.call('summary/regenerate', {})
    await client.call('summary/cancel', {})
    await eventually(async () => {
      const { done, total } = await client.call('summary/progress', {})
      return done === total
    })
  })

  test('decisions, ideas and next steps of all sessions, newest first, each with its evidence; a repository that is gone takes out its own only', async () => {
    const gone = createRepo({ branch: 'feat/B-9-gone', files: { 'a.ts': '1\n' } })
    await client.call('session/start', { cwd: gone.root })
    await client.call('worklog/append', { cwd: gone.root, text: 'Decision: live dangerously' })
    await client.call('session/stop', { session: 'B-9' })
    removeFolder(gone.root)
    const { items, more } = await client.call('library/list', { kind: 'decisions' })
    const said = items.map(({ backlog_id, line }) => [backlog_id, line.text, line.evidence.kind])
    expect(said).toEqual(
      expect.arrayContaining([
        ['B-8', 'the cache is a map', 'entry'],
        ['B-7', 'keep src/parser.ts in one file', 'entry'],
      ]),
    )
    expect(items.map(({ line }) => line.at ?? 0)).toEqual(items.map(({ line }) => line.at ?? 0).toSorted((a, b) => b - a))
    expect(more).toBe(0)
    const all = (await client.call('library/list', { kind: 'ideas' })).items.length
    const ideas = await client.call('library/list', { kind: 'ideas', limit: 1 })
    expect([ideas.items.length, ideas.more]).toEqual([1, all - 1])
    expect((await client.call('library/list', { kind: 'nextSteps' })).items.some(({ line }) => line.text.includes('missing grammar'))).toBe(true)
    expect((await client.call('standup/get', { since: 0 })).items.map(({ backlog_id }) => backlog_id)).toContain('B-7')
  })

  test('after a crash the index catches up, and summaries are there as they were', async () => {
    await daemon.kill()
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client.close()
    client = await daemon.connect()
    const { hits, behind } = await client.call('worklog/search', { query: 'xylophone' })
    expect([hits.length, behind]).toEqual([1, 0])
    expect((await client.call('summary/cited', { cwd: repo.root })).summary.decisions.items.length).toBeGreaterThan(0)
  })
})
