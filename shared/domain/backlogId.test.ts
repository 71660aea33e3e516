import { expect, suite, test } from 'vitest'
import { backlogIdInBranch, detectBacklogId, parseBacklogId } from './backlogId.ts'
import { ScribeError } from './error.ts'

const ACCEPTED = ['B-1009', 'b-1', 'B-093-topic', '7', 'a', 'A.b_c-d', 'console', 'com10', 'x'.repeat(64), 'B-1.md']

const REFUSED = {
  'a path upwards': '../../x',
  'a folder': 'a/b',
  'a folder of Windows': 'a\\b',
  'two dots inside': 'a..b',
  'an absolute path': '/etc/passwd',
  'a leading dot': '.hidden',
  'a leading dash': '-rf',
  'a trailing dot': 'B-1.',
  'a reserved name': 'CON',
  'a reserved name in small letters': 'nul',
  'a reserved port': 'Lpt9',
  '65 characters': 'x'.repeat(65),
  nothing: '',
  'a space': 'B 1',
  'a newline at the end': 'B-1\n',
  'a NUL': 'B-1\0',
  'other letters': 'Bü-1',
  'other digits': 'B-٣',
  'a full-width letter': 'Ｂ-1',
  'a character that turns text around': 'B-\u202e1',
  'a letter of two units': '𝐁-1',
}

suite('shared/domain/backlogId', () => {
  for (const id of ACCEPTED) test(`${id} is an ID`, () => expect(parseBacklogId(id)).toBe(id))

  for (const [what, text] of Object.entries(REFUSED)) {
    test(`${what} is refused`, () => {
      expect(() => parseBacklogId(text)).toThrow(expect.objectContaining({ code: 'backlog.badId' }))
    })
  }

  test('the refusal quotes a bounded part of what was given, on one line', () => {
    const refusal = catchError(() => parseBacklogId(`\n${'y'.repeat(10_000)}`))
    expect(refusal).toBeInstanceOf(ScribeError)
    expect(refusal).toMatchObject({ message: expect.not.stringContaining('\n') })
    expect(String(refusal).length).toBeLessThan(400)
  })

  const BRANCHES: Readonly<Record<string, string | null>> = {
    'feat/B-12': 'B-12',
    'B-12-and-B-13': 'B-12',
    'feat/WEB-12': null,
    'feat/1B-12': null,
    'feat/b-12': null,
    'feat_B-12': 'B-12',
    'feat/B-': null,
    main: null,
    '': null,
  }
  for (const [branch, id] of Object.entries(BRANCHES)) {
    test(`branch "${branch}" names ${id ?? 'no ID'}`, () => expect(backlogIdInBranch(branch)).toBe(id))
  }

  test('the flag weighs more than the branch, the branch more than the state file', () => {
    const all = { explicit: 'X-1', branch: 'feat/B-2', state: 'B-3' }
    expect(detectBacklogId(all)).toBe('X-1')
    expect(detectBacklogId({ ...all, explicit: '' })).toBe('B-2')
    expect(detectBacklogId({ ...all, explicit: undefined, branch: 'main' })).toBe('B-3')
    expect(detectBacklogId({ branch: null, state: 'B-3' })).toBe('B-3')
  })

  test('nothing named is null, whatever the state file holds instead of an ID', () => {
    for (const state of [undefined, null, '', 7, {}, ['B-1']]) expect(detectBacklogId({ branch: 'main', state })).toBeNull()
  })

  test('an ID that cannot be used is refused wherever it stands', () => {
    expect(() => detectBacklogId({ explicit: '../x', branch: 'feat/B-1' })).toThrow(expect.objectContaining({ code: 'backlog.badId' }))
    expect(() => detectBacklogId({ branch: `B-${'1'.repeat(64)}` })).toThrow(expect.objectContaining({ code: 'backlog.badId' }))
    expect(() => detectBacklogId({ branch: null, state: '../../x' })).toThrow(expect.objectContaining({ code: 'backlog.badId' }))
  })
})

function catchError(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
