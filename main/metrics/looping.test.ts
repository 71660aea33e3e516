import { expect, suite, test } from 'vitest'
import { changeLines } from '../worklog/renderEntry.ts'
import { type Loop, LoopWatch } from './looping.ts'

const MINUTE = 60_000

suite('main/metrics/looping', () => {
  const ran = (watch: LoopWatch, at: number, [exit, command = 'npm test']: readonly [exit: number, command?: string]): Loop | null =>
    watch.add({ kind: 'note', at, lines: [`- ▶ cmd (exit ${exit}, 2s): ${command}`] })
  const changed = (watch: LoopWatch, at: number, ...paths: string[]): Loop | null =>
    watch.add({
      kind: 'change',
      at,
      lines: changeLines(
        paths.map((path) => ({ path, kind: 'modified', at })),
        10,
      ),
    })

  test('a command that fails again and again is told with how often; its success ends it', () => {
    const watch = new LoopWatch()
    expect([ran(watch, 1, [1]), ran(watch, 2, [1]), ran(watch, 3, [2, 'make']), ran(watch, 4, [1])]).toEqual([null, null, null, null])
    expect(ran(watch, 5, [1])).toEqual({ kind: 'command', what: 'npm test', times: 4 })
    expect(ran(watch, 6, [0])).toBeNull()
    expect(ran(watch, 7, [1])).toBeNull()
  })

  test('failures that lie far apart are none, and a commit is progress', () => {
    const watch = new LoopWatch()
    for (let n = 0; n < 10; n++) expect(ran(watch, n * 12 * MINUTE, [1])).toBeNull()
    for (let n = 0; n < 3; n++) ran(watch, 121 * MINUTE + n, [1])
    watch.add({ kind: 'commit', at: 122 * MINUTE, lines: ['- Commit abcdef1: Mend it'] })
    expect(ran(watch, 123 * MINUTE, [1])).toBeNull()
  })

  test('one file over and over and nothing else is told; another file is progress', () => {
    const watch = new LoopWatch()
    const times = Array.from({ length: 20 }, (_, n) => changed(watch, n * MINUTE, 'src/a.ts'))
    expect(times.slice(0, 19)).toEqual(new Array(19).fill(null))
    expect(times[19]).toEqual({ kind: 'file', what: 'src/a.ts', times: 20 })
    expect(changed(watch, 21 * MINUTE, 'src/a.ts', 'src/b.ts')).toBeNull()
    const elsewhere = Array.from({ length: 60 }, (_, n) => changed(watch, 30 * MINUTE + n * 1_000, `src/${n % 2}.ts`))
    expect(elsewhere.every((loop) => loop === null)).toBe(true)
  })

  test('memory is bounded, whatever fails', () => {
    const watch = new LoopWatch()
    for (let n = 0; n < 5_000; n++) ran(watch, n, [1, `command ${n}`])
    for (let n = 0; n < 3; n++) expect(ran(watch, 6_000 + n, [1, 'last'])).toBeNull()
    expect(ran(watch, 6_004, [1, 'last'])).toMatchObject({ what: 'last', times: 4 })
  })
})
