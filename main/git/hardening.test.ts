import { expect, suite, test } from 'vitest'
import { disarmDrivers, FIXED_ARGUMENTS, gitEnvironment } from './hardening.ts'

type Setting = readonly [scope: string, key: string, value?: string]

/** As `git config --list -z --show-scope` prints: scope, then key and value, each ended by NUL. */
const listing = (...settings: readonly Setting[]): string => settings.map(([scope, key, value = 'x']) => `${scope}\0${key}\n${value}\0`).join('')
const disarmed = (...settings: readonly Setting[]): string[] => disarmDrivers(listing(...settings)).filter((argument) => argument !== '-c')

suite('main/git/hardening', () => {
  test('every fixed setting is an argument of its own', () => {
    expect(FIXED_ARGUMENTS.length % 2).toBe(0)
    expect(FIXED_ARGUMENTS.filter((_, index) => index % 2 === 0).every((argument) => argument === '-c')).toBe(true)
    expect(FIXED_ARGUMENTS).toEqual(expect.arrayContaining(['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit']))
  })

  test('a filter of the repository is blanked and not required', () => {
    expect(disarmDrivers(listing(['local', 'filter.x.clean']))).toEqual(['-c', 'filter.x.clean=', '-c', 'filter.x.required=false'])
  })

  test('drivers of diff and merge are blanked, also those of one worktree', () => {
    expect(disarmed(['worktree', 'diff.x.textconv'], ['local', 'diff.y.command'], ['local', 'merge.z.driver'])).toEqual([
      'diff.x.textconv=',
      'diff.y.command=',
      'merge.z.driver=',
    ])
  })

  test('names keep their dots, spaces and capitals', () => {
    expect(disarmed(['local', 'filter.a b.C.process'])).toEqual(['filter.a b.C.process=', 'filter.a b.C.required=false'])
  })

  test('a key named twice, or without a value, is blanked once', () => {
    expect(disarmed(['local', 'diff.x.textconv'], ['worktree', 'diff.x.textconv'])).toEqual(['diff.x.textconv='])
    expect(disarmDrivers('local\0diff.x.textconv\0')).toEqual(['-c', 'diff.x.textconv='])
  })

  test("the person's own drivers stay, and other settings are no drivers", () => {
    expect(disarmed(['global', 'filter.lfs.clean'], ['system', 'diff.x.textconv'], ['command', 'core.pager'], ['local', 'user.name'])).toEqual([])
    expect(disarmDrivers('')).toEqual([])
    expect(disarmDrivers('local\0')).toEqual([])
  })

  test("where the repository overrides the person's own driver, the person's is put back", () => {
    const lfs = 'git-lfs filter-process\nwith a second line = and a sign'
    expect(
      disarmed(
        ['system', 'filter.lfs.process', 'older'],
        ['global', 'filter.lfs.process', lfs],
        ['global', 'filter.lfs.required', 'true'],
        ['local', 'filter.lfs.process', 'evil'],
        ['local', 'filter.lfs.clean', 'evil'],
      ),
    ).toEqual([`filter.lfs.process=${lfs}`, 'filter.lfs.clean=', 'filter.lfs.required=true'])
  })

  test('extensions of LFS do nothing, but are there', () => {
    expect(disarmed(['local', 'lfs.extension.evil.clean'], ['local', 'lfs.extension.evil.smudge'], ['local', 'lfs.url'])).toEqual([
      'lfs.extension.evil.clean=cat',
      'lfs.extension.evil.smudge=cat',
    ])
  })

  test('a name that cannot be blanked is refused', () => {
    expect(() => disarmed(['local', 'filter.a=b.clean'])).toThrow(expect.objectContaining({ code: 'repo.refused' }))
    expect(disarmed(['global', 'filter.a=b.clean'])).toEqual([])
  })

  test('more of them than a command line should hold are refused', () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => ['local', `filter.f${n}.clean`] as const)
    expect(disarmed(...many(500))).toHaveLength(1_000)
    expect(() => disarmed(...many(501))).toThrow('name 501 programs to run.')
  })

  test('the environment holds what Git needs and nothing that steers it', () => {
    const made = gitEnvironment({ PATH: '/bin', HOME: '/h', GIT_DIR: '/evil', GIT_EXTERNAL_DIFF: 'x', GIT_CONFIG_COUNT: '1', LD_PRELOAD: 'x', LC_ALL: 'de_DE' })
    expect(made).toMatchObject({ PATH: '/bin', HOME: '/h', LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'none' })
    for (const name of ['GIT_DIR', 'GIT_EXTERNAL_DIFF', 'GIT_CONFIG_COUNT', 'LD_PRELOAD', 'USER']) expect(made).not.toHaveProperty(name)
  })
})
