import { openSync, readdirSync, readlinkSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { systemFiles } from '../base/files.ts'
import { openToRead } from '../base/insideRepo.ts'
import { HeldFiles, Outgoing } from './outgoing.ts'

suite('main/registry/outgoing', () => {
  let folder: string
  let all: HeldFiles
  let outgoing: Outgoing<string>
  beforeEach(() => {
    folder = tempFolder()
    all = new HeldFiles()
    outgoing = new Outgoing({ parse: (bytes) => (bytes.toString().endsWith('.') ? bytes.toString() : null), maxBytes: 1_000 }, all)
  })
  afterEach(async () => {
    await outgoing.close()
    removeFolder(folder)
  })

  const path = (name = 'file'): string => join(folder, name)
  const add = async (text: string, now: number, name = 'file'): Promise<void> => {
    writeFileSync(path(name), text)
    const file = await openToRead(path(name), { files: systemFiles })
    if (file === null) throw new Error('no file')
    outgoing.add({ file, bytes: Buffer.from(text), content: text, facts: await file.stat() }, now)
  }
  const look = async (now: number): Promise<[string, string | null][]> => (await outgoing.look(now)).map(({ content, base }) => [content, base])

  test('what was written into it is told once, with what stood there before', async () => {
    await add('old.', 0)
    expect(await look(10)).toEqual([])
    writeFileSync(path(), 'late.')
    expect(await look(20)).toEqual([['late.', 'old.']])
    expect(await look(30)).toEqual([])
    writeFileSync(path(), 'later still.')
    expect(await look(40)).toEqual([['later still.', 'late.']])
  })

  test('a change that the clock hides is seen at the first look', async () => {
    await add('old.', 0)
    // Same length, perhaps the same tick of the clock.
    writeSync(openSync(path(), 'r+'), 'new.', 0)
    expect(await look(1)).toEqual([['new.', 'old.']])
  })

  test('what is only half written is told when it is whole', async () => {
    await add('old.', 0)
    writeFileSync(path(), 'la')
    expect(await look(10)).toEqual([])
    writeFileSync(path(), 'late.')
    expect(await look(20)).toEqual([['late.', 'old.']])
  })

  test('after three seconds it is looked at once more and let go', async () => {
    const before = descriptors(folder)
    await add('old.', 0)
    expect([outgoing.isEmpty, await look(3_000), outgoing.isEmpty]).toEqual([false, [], false])
    writeFileSync(path(), 'late.')
    expect([await look(3_001), outgoing.isEmpty, descriptors(folder)]).toEqual([[['late.', 'old.']], true, before])
  })

  test('of very many the oldest are let go, not unread', async () => {
    const before = descriptors(folder)
    for (let n = 0; n < 40; n++) await add(`old ${n}.`, n, `f${n}`)
    writeFileSync(path('f0'), 'late.')
    expect(await look(50)).toEqual([['late.', 'old 0.']])
    expect(descriptors(folder) - before).toBe(32)
    await outgoing.close()
    expect([descriptors(folder), all.count]).toEqual([before, 0])
  })

  test('one that cannot be read is let go, and the others are looked at', async () => {
    const before = descriptors(folder)
    await add('old.', 0)
    await add('other.', 0, 'other')
    writeFileSync(path(), `${'x'.repeat(2_000)}.`)
    writeFileSync(path('other'), 'late.')
    expect(await look(10)).toEqual([['late.', 'other.']])
    expect([descriptors(folder) - before, all.count]).toEqual([process.platform === 'linux' ? 1 : 0, 1])
  })

  test('when all repositories together hold too many, the next look is the last, and nothing is left unread', async () => {
    all.count = 64
    await add('old.', 0)
    writeFileSync(path(), 'late.')
    expect([await look(50), outgoing.isEmpty, all.count]).toEqual([[['late.', 'old.']], true, 64])
  })
})

/** How many files in `folder` this process holds open; what other tests left to the garbage collector does not count. */
function descriptors(folder: string): number {
  if (process.platform !== 'linux') return 0
  return readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(folder)).length
}

/** The descriptor that reads the list itself has gone by now. */
function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}
