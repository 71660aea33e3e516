/** What the verbs about sessions ask of a daemon, and what they say of its answers. */
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { CapturedCli } from '../testing/capturedCli.ts'
import { sampleSession } from '../testing/sampleSession.ts'

suite('cli: verbs about sessions', () => {
  let cli: CapturedCli

  beforeEach(async () => {
    cli = new CapturedCli()
    await cli.answer()
  })
  afterEach(() => cli.close())

  test('a refusal is exit code 1, in words and as JSON', async () => {
    expect(await cli.run(['stop'])).toBe(1)
    expect([cli.stdout, cli.stderr]).toEqual(['', 'scribe: Nothing like that.\n'])
    expect(await cli.run(['stop', '--json'])).toBe(1)
    expect(JSON.parse(cli.stdout)).toEqual({ v: 1, ok: false, error: { code: 'session.notFound', message: 'Nothing like that.' } })
  })

  test('a daemon that refuses the client is not taken for none', async () => {
    delete cli.answers.hello
    expect(await cli.run(['status'])).toBe(1)
    expect(cli.stderr).toBe('scribe: Nothing like that.\n')
  })

  test('wishes are passed on as given', async () => {
    cli.answers['session/start'] = { session: sampleSession({ branch: null }), created: true, worklog: '/r/w.md', exclude: 'settled' }
    const wishes = [
      '--backlog-id',
      'B-1',
      '--type',
      'debug',
      '--priority',
      'low',
      '--tags',
      'a',
      '--tags',
      'b',
      '--idle-timeout',
      '90',
      '--cwd',
      '/r',
      '--on-limit',
      'ask',
    ]
    expect(await cli.run(['start', ...wishes, '--interval', '60', '--fast'])).toBe(0)
    expect(cli.asked.at(-1)?.params).toEqual({
      cwd: '/r',
      backlog_id: 'B-1',
      type: 'debug',
      priority: 'low',
      tags: ['a', 'b'],
      idle_timeout_s: 90,
      on_limit: 'ask',
    })
    expect(cli.stdout).toBe('Recording B-1 in r on a detached HEAD.\nWorklog: /r/w.md\n')
  })

  test('a session that is there already is said to be', async () => {
    cli.answers['session/start'] = { session: sampleSession(), created: false, worklog: '/r/w.md', exclude: 'settled' }
    expect(await cli.run(['start'])).toBe(0)
    expect(cli.asked.at(-1)?.params).toEqual({ cwd: process.cwd(), on_limit: 'queue' })
    expect(cli.stdout).toContain('B-1 is being recorded in r already.')
  })

  test('a session that waits for a place is said to', async () => {
    cli.answers['session/start'] = { session: sampleSession({ state: 'paused', queued_at: 5 }), created: true, worklog: '/r/w.md', exclude: 'settled' }
    expect([await cli.run(['start']), cli.stdout]).toEqual([0, expect.stringContaining('B-1 waits for a place')])
    expect([await cli.run(['start', '--on-limit', 'never']), cli.stderr]).toEqual([
      2,
      expect.stringContaining('--on-limit takes one of ask, queue, stopLeastRecent.'),
    ])
  })

  test('what stands behind -- is text', async () => {
    cli.answers['worklog/append'] = { session: sampleSession(), entry: { lines: ['- --json'] } }
    expect(await cli.run(['append', '--backlog-id', '', '--', '--json'])).toBe(0)
    expect(cli.asked.at(-1)?.params).toEqual({ cwd: process.cwd(), text: '--json' })
    expect(cli.stdout).toBe('Added to B-1 worklog: --json\n')
    cli.answers['worklog/append'] = { session: sampleSession(), entry: { lines: [] } }
    expect(await cli.run(['append', '--backlog-id', 'B-1', '--', '--help'])).toBe(0)
    expect(cli.asked.at(-1)?.params).toEqual({ cwd: process.cwd(), session: 'B-1', text: '--help' })
  })

  test('status tells of sessions, of what is wrong and of the daemon', async () => {
    const at = Date.now() - 120_000
    cli.answers['alert/list'] = { alerts: [{ id: 'a', severity: 'error', code: 'git.missing', args: {}, at: 1 }] }
    cli.answers['session/list'] = {
      sessions: [
        sampleSession({ last: { path: 'a\u001b.ts', at, kind: 'change' } }),
        sampleSession({ backlog_id: 'B-2', capture: 'degraded' }),
        sampleSession({ backlog_id: 'B-3', state: 'paused', capture: 'off', branch: null }),
      ],
      more: false,
    }
    expect(await cli.run(['status', '-v'])).toBe(0)
    expect(cli.stdout.split('\n')).toEqual([
      '2 recording, 1 paused.',
      '  B-1  recording  r  main  a\\u001b.ts, 2 m ago',
      '    /r/artifacts/worklogs/B-1.md',
      '    0 changes, 0 entries, brainstorming, priority medium',
      '  B-2  recording (capture degraded)  r  main',
      '    /r/artifacts/worklogs/B-1.md',
      '    0 changes, 0 entries, brainstorming, priority medium',
      '  B-3  paused  r  (detached)',
      '    /r/artifacts/worklogs/B-1.md',
      '    0 changes, 0 entries, brainstorming, priority medium',
      '! Git was not found. Scribe cannot record without it.',
      'Scribe 9.9.9 running for 1 m (pid 77).',
      '',
    ])
    cli.answers['session/list'] = { sessions: [], more: false }
    cli.stdout = ''
    expect(await cli.run(['status'])).toBe(0)
    expect(cli.stdout).toMatch(/^Not recording\.\n/)
  })

  const SAID: readonly [args: readonly string[], method: string, answer: unknown, params: unknown, says: string][] = [
    [
      ['tag', 'b', 'a'],
      'session/update',
      { session: sampleSession({ tags: ['b', 'a'] }) },
      { tags_add: ['b', 'a'] },
      'Tagged B-1 with b, a. Its tags: a, b.\n',
    ],
    [['untag', '--tags', 'a', 'b'], 'session/update', { session: sampleSession() }, { tags_remove: ['a', 'b'] }, 'Took a, b off B-1. It has no tags.\n'],
    [
      ['update', '--type', 'debug', '--description', '', '--related', 'B-2', '--unrelated', 'B-3', '--idle-timeout', '0'],
      'session/update',
      { session: sampleSession({ related: ['B-2'], description: 'why', idle_timeout_s: 0, branch: null, ended_at: 0, stop_reason: 'user' }) },
      { type: 'debug', description: null, related_add: ['B-2'], related_remove: ['B-3'], idle_timeout_s: 0 },
      '  Related: B-2\n  Description: why\n  Stops when idle for: never\n',
    ],
    [['info'], 'session/get', { session: sampleSession({ last: { path: 'a.ts', at: 1, kind: 'change' } }) }, {}, '  Worklog: /r/artifacts/worklogs/B-1.md\n'],
    [['open', '--print'], 'session/get', { session: sampleSession() }, {}, '/r/artifacts/worklogs/B-1.md\n'],
    [['open', '--folder', '--print'], 'session/get', { session: sampleSession() }, {}, '/r/artifacts/worklogs\n'],
  ]
  for (const [args, method, answer, params, says] of SAID) {
    test(`${args.join(' ')} asks for ${method} and says what came of it`, async () => {
      cli.answers[method] = answer
      expect([await cli.run(args), cli.stderr]).toEqual([0, ''])
      expect(cli.asked.at(-1)).toEqual({ method, params: { cwd: process.cwd(), ...(params as object) } })
      expect(cli.stdout).toContain(says)
    })
  }

  test('start tells of the hint, and that it was heeded', async () => {
    const answer = { session: sampleSession(), created: true, worklog: '/r/w.md' }
    cli.answers['session/start'] = { ...answer, exclude: 'offered' }
    expect([await cli.run(['start']), cli.stdout.split('\n')[2]]).toEqual([0, expect.stringContaining('--exclude-artifacts')])
    cli.answers['session/start'] = { ...answer, exclude: 'written' }
    cli.stdout = ''
    expect([await cli.run(['start', '--exclude-artifacts', '--json']), JSON.parse(cli.stdout)]).toEqual([0, expect.objectContaining({ excluded: true })])
    expect(cli.asked.at(-1)?.params).toEqual({ cwd: process.cwd(), on_limit: 'queue', exclude_artifacts: true })
  })

  test('list shows tags, and says when there is more', async () => {
    cli.answers['session/list'] = { sessions: [sampleSession({ tags: ['b', 'a'] })], more: true }
    expect([await cli.run(['list', '--limit', '1']), cli.stdout]).toEqual([0, '  B-1  recording  r  main  [a, b]\nThere are more; --limit shows them.\n'])
    expect(cli.asked.at(-1)?.params).toMatchObject({ limit: 1 })
  })

  test('list asks for the states in the words of the Python program', async () => {
    cli.answers['session/list'] = {
      sessions: [sampleSession({ state: 'completed', ended_at: Date.now() - 3_600_000 }), sampleSession({ state: 'interrupted' })],
      more: true,
    }
    for (const [word, state] of [
      ['active', ['recording']],
      ['orphaned', ['interrupted']],
    ] as const) {
      expect(await cli.run(['list', '--status-filter', word, '--no-context'])).toBe(0)
      expect(cli.asked.at(-1)?.params).toEqual({ state })
    }
    expect(cli.stdout).toContain('  B-1  completed  r  main  ended 1 h ago\n  B-1  interrupted  r  main\n')
    cli.answers['session/list'] = { sessions: [], more: false }
    cli.stdout = ''
    expect(await cli.run(['list'])).toBe(0)
    expect(cli.stdout).toBe('No sessions found.\n')
    expect(cli.asked.at(-1)?.params).toEqual({ state: ['recording', 'paused', 'completed', 'interrupted'] })
  })
})
