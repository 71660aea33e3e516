import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { ScribeError } from '../../shared/domain/error.ts'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { createLogger } from '../base/logger.ts'
import { SpoolWatch } from './spoolWatch.ts'

suite('main/commands/spoolWatch', () => {
  let home: string
  let folder: string
  let taken: string[]
  let refuses: boolean
  /** Events that wait for something else. */
  let waiting: string[]
  let logged: string[]
  let spool: SpoolWatch

  beforeEach(() => {
    home = tempFolder()
    folder = join(home, 'spool')
    ;[taken, refuses, waiting, logged] = [[], false, [], []]
    spool = new SpoolWatch({
      folder,
      take: async ({ event, input }) => {
        if (refuses && JSON.stringify(input) === '{}') throw new ScribeError('limit.overloaded', 'later')
        if (waiting.includes(event)) return 'waits'
        taken.push(event)
        return 'taken'
      },
      log: createLogger((line) => logged.push(line), { now: () => 0 }),
    })
  })
  afterEach(async () => {
    await spool.close()
    removeFolder(home)
  })

  /** As the receiver does it: written beside, then moved, under the second in which it was (`later` ones after that). */
  const leave = (event: string, later = 0, input: object = {}): void => {
    const second = Math.floor(Date.now() / 1_000) + later
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '7.part'), JSON.stringify(input))
    renameSync(join(folder, '7.part'), join(folder, `${second}-7.codex.${event}.json`))
  }

  test('what was left before is taken at the start, what comes later soon after, in order and once', async () => {
    leave('first')
    await spool.start()
    await eventually(() => taken.length === 1)
    leave('third', 9)
    leave('second', 5)
    await eventually(() => taken.length === 3)
    expect(taken).toEqual(['first', 'second', 'third'])
    expect(readdirSync(folder)).toEqual([])
  })

  test('what is refused for now stays with what came after it, and is tried again by itself, in order', async () => {
    await spool.start()
    refuses = true
    leave('early')
    leave('late', 9)
    leave('elsewhere', 12, { cwd: '/other' })
    await eventually(() => taken.length === 1)
    expect(readdirSync(folder)).toHaveLength(2)
    expect(logged.length).toBeLessThanOrEqual(2)
    leave('next', 15, { cwd: '/other' })
    await eventually(() => taken.length === 2)
    refuses = false
    await eventually(() => taken.length === 4, 25_000)
    expect(taken).toEqual(['elsewhere', 'next', 'early', 'late'])
  })

  test('what waits for something else holds up nothing, and is asked again with what comes next', async () => {
    await spool.start()
    waiting = ['early']
    leave('early')
    leave('late', 9)
    await eventually(() => taken.length === 1)
    waiting = []
    leave('last', 15)
    await eventually(() => taken.length === 3)
    expect(taken).toEqual(['late', 'early', 'last'])
  })

  test('after its end nothing is taken, and ending twice is as ending once', async () => {
    await spool.start()
    await spool.close()
    leave('late')
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await spool.close()
    expect(taken).toEqual([])
  })

  test('where there can be no folder it is said, and nothing fails', async () => {
    rmSync(folder, { recursive: true, force: true })
    writeFileSync(folder, 'a file')
    await spool.start()
    expect(logged.some((line) => line.includes('the spool is not watched'))).toBe(true)
  })
})
