import { expect, suite, test } from 'vitest'
import { blankedDrivers, FIXED_ARGUMENTS, gitEnvironment } from './hardening.ts'

/** As `git config --list -z --show-scope --name-only` prints: scope and key, each ended by NUL. */
const listing = (...pairs: readonly (readonly [scope: string, key: string])[]): string => pairs.map(([scope, key]) => `${scope}\0${key}\0`).join('')

suite('main/git/hardening', () => {
  test('every fixed setting is an argument of its own', () => {
    expect(FIXED_ARGUMENTS.length % 2).toBe(0)
    expect(FIXED_ARGUMENTS.filter((_, index) => index % 2 === 0).every((argument) => argument === '-c')).toBe(true)
    expect(FIXED_ARGUMENTS).toEqual(expect.arrayContaining(['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit']))
  })

  test('a filter of the repository is blanked and not required', () => {
    expect(blankedDrivers(listing(['local', 'filter.x.clean']))).toEqual(['-c', 'filter.x.clean=', '-c', 'filter.x.required=false'])
  })

  test('drivers of diff and merge are blanked, also those of one worktree', () => {
    expect(blankedDrivers(listing(['worktree', 'diff.x.textconv'], ['local', 'diff.y.command'], ['local', 'merge.z.driver']))).toEqual([
      '-c',
      'diff.x.textconv=',
      '-c',
      'diff.y.command=',
      '-c',
      'merge.z.driver=',
    ])
  })

  test('names keep their dots, spaces and capitals', () => {
    expect(blankedDrivers(listing(['local', 'filter.a b.C.process']))).toEqual(['-c', 'filter.a b.C.process=', '-c', 'filter.a b.C.required=false'])
  })

  test('a key named twice is blanked once', () => {
    expect(blankedDrivers(listing(['local', 'diff.x.textconv'], ['local', 'diff.x.textconv']))).toHaveLength(2)
  })

  test("the person's own drivers stay, and other settings are no drivers", () => {
    expect(blankedDrivers(listing(['global', 'filter.lfs.clean'], ['system', 'diff.x.textconv'], ['command', 'core.pager'], ['local', 'user.name']))).toEqual(
      [],
    )
    expect(blankedDrivers('')).toEqual([])
    expect(blankedDrivers('local\0')).toEqual([])
  })

  test('a name that cannot be blanked is refused', () => {
    expect(() => blankedDrivers(listing(['local', 'filter.a=b.clean']))).toThrow(expect.objectContaining({ code: 'repo.refused' }))
    expect(blankedDrivers(listing(['global', 'filter.a=b.clean']))).toEqual([])
  })

  test('the environment holds what Git needs and nothing that steers it', () => {
    const made = gitEnvironment({ PATH: '/bin', HOME: '/h', GIT_DIR: '/evil', GIT_EXTERNAL_DIFF: 'x', GIT_CONFIG_COUNT: '1', LD_PRELOAD: 'x', LC_ALL: 'de_DE' })
    expect(made).toMatchObject({ PATH: '/bin', HOME: '/h', LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_ALLOW_PROTOCOL: 'none' })
    for (const name of ['GIT_DIR', 'GIT_EXTERNAL_DIFF', 'GIT_CONFIG_COUNT', 'LD_PRELOAD', 'USER']) expect(made).not.toHaveProperty(name)
  })
})
