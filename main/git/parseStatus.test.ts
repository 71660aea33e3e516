import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { AWKWARD_NAMES } from '../../testing/scaffold.ts'
import { parseStatus, type StatusEntry } from './parseStatus.ts'

const ID = 'a'.repeat(40)
/** Of a file's content in the index. */
const OBJECT = 'b'.repeat(40)
const HASHES = `${ID} ${OBJECT}`
const NONE = '0'.repeat(40)
const output = (...lines: readonly string[]): string => lines.map((line) => `${line}\0`).join('')
const entriesOf = (...lines: readonly string[]): readonly StatusEntry[] => parseStatus(output(...lines)).entries

const LINES: readonly { name: string; lines: readonly string[]; entries: readonly StatusEntry[] }[] = [
  { name: 'modified', lines: [`1 .M N... 100644 100644 100644 ${HASHES} a.ts`], entries: [{ path: 'a.ts', code: '.M', object: OBJECT, base: ID }] },
  {
    name: 'added to the index',
    lines: [`1 A. N... 000000 100644 100644 ${NONE} ${OBJECT} dir/new.ts`],
    entries: [{ path: 'dir/new.ts', code: 'A.', object: OBJECT, base: null }],
  },
  {
    name: 'a submodule',
    lines: [`1 .M SCMU 160000 160000 160000 ${HASHES} vendor/lib`],
    entries: [{ path: 'vendor/lib', code: '.M', object: OBJECT, base: ID }],
  },
  {
    name: 'a rename: the path it came from is no entry',
    lines: [`2 R. N... 100644 100644 100644 ${HASHES} R100 to.ts`, 'from.ts', '? after.ts'],
    entries: [
      { path: 'to.ts', code: 'R.', object: OBJECT, base: ID },
      { path: 'after.ts', code: '??', object: null, base: null },
    ],
  },
  {
    name: 'a rename from a name that looks like a line',
    lines: [`2 R. N... 100644 100644 100644 ${HASHES} R90 to it.ts`, '? trap.ts'],
    entries: [{ path: 'to it.ts', code: 'R.', object: OBJECT, base: ID }],
  },
  {
    name: 'unmerged: three stages, none of which is the file',
    lines: [`u UU N... 100644 100644 100644 100644 ${HASHES} ${ID} both sides.ts`],
    entries: [{ path: 'both sides.ts', code: 'UU', object: null, base: null }],
  },
  {
    name: 'removed from the index: no object there',
    lines: [`1 D. N... 100644 000000 000000 ${ID} ${NONE} gone.ts`],
    entries: [{ path: 'gone.ts', code: 'D.', object: null, base: ID }],
  },
  {
    name: 'ids of 64 characters',
    lines: [`1 .M N... 100644 100644 100644 ${'c'.repeat(64)} ${'d'.repeat(64)} a b.ts`],
    entries: [{ path: 'a b.ts', code: '.M', object: 'd'.repeat(64), base: 'c'.repeat(64) }],
  },
  {
    name: 'ignored and unknown kinds are passed over',
    lines: ['! ignored.log', '3 what is this', '# stash 2', 'constructor x y', '__proto__ x', ''],
    entries: [],
  },
  { name: 'a line that ends before its path', lines: ['1 .M N... 100644', '1 .M', '1', 'u', '1 '], entries: [] },
]

suite('main/git/parseStatus', () => {
  for (const { name, lines, entries } of LINES) test(name, () => expect(entriesOf(...lines)).toEqual(entries))

  test('head, branch and upstream', () => {
    expect(parseStatus(output(`# branch.oid ${ID}`, '# branch.head feat/x', '# branch.upstream origin/x', '# branch.ab +3 -12'))).toEqual({
      head: ID,
      branch: 'feat/x',
      upstream: { name: 'origin/x', ahead: 3, behind: 12 },
      more: false,
      stash: null,
      entries: [],
    })
  })

  test('the number of stashes, where it is a number', () => {
    expect(parseStatus(output('# stash 3')).stash).toBe(3)
    expect(parseStatus(output('# stash many')).stash).toBeNull()
  })

  test('before the first commit there is no head, detached there is no branch', () => {
    expect(parseStatus(output('# branch.oid (initial)', '# branch.head main'))).toMatchObject({ head: null, branch: 'main' })
    expect(parseStatus(output(`# branch.oid ${ID}`, '# branch.head (detached)'))).toMatchObject({ head: ID, branch: null })
  })

  test('an upstream that cannot be counted is none', () => {
    expect(parseStatus(output('# branch.ab +? -?')).upstream).toBeNull()
  })

  test('of many entries the first are told, and that there are more', () => {
    const lines = output('# branch.head main', '? a', '? b', '? c')
    expect(parseStatus(lines, 2)).toMatchObject({ branch: 'main', entries: [{ path: 'a' }, { path: 'b' }], more: true })
    expect(parseStatus(lines, 3)).toMatchObject({ entries: { length: 3 }, more: false })
  })

  test('nothing at all is a clean tree nobody knows', () => {
    expect(parseStatus('')).toEqual({ head: null, branch: null, upstream: null, entries: [], stash: null, more: false })
  })

  test('every awkward name stays whole, tracked and untracked', () => {
    const tracked = AWKWARD_NAMES.map((name) => `1 .M N... 100644 100644 100644 ${HASHES} ${name}`)
    expect(entriesOf(...tracked, ...AWKWARD_NAMES.map((name) => `? ${name}`)).map((entry) => entry.path)).toEqual([...AWKWARD_NAMES, ...AWKWARD_NAMES])
  })

  test('whatever comes in, every entry has a path and a code', () => {
    const field = fc.oneof(
      fc.string(),
      fc.constantFrom('1', '2', 'u', '?', '#', '1 .M', `2 R. N... 1 2 3 ${HASHES} R1 x`, '# branch.ab +1 -1', 'toString ', '? '),
    )
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        for (const { path, code } of parseStatus(fields.join('\0')).entries) {
          expect(typeof path === 'string' && typeof code === 'string').toBe(true)
          expect(path).not.toBe('')
        }
      }),
    )
  })
})
