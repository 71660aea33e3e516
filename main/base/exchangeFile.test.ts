import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { wrappedFile } from '../../testing/faultFiles.ts'
import { heldWriter } from '../../testing/heldWriter.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { type Exchange, type Exchanged, exchangeFile, type Held } from './exchangeFile.ts'
import { type Files, systemFiles } from './files.ts'
import { type Folder, openFolder } from './openFolder.ts'

type Text = { readonly text: string }

suite('main/base/exchangeFile', () => {
  let root: string
  let folder: Folder
  let via: Folder
  let opened: Exchanged<Text>[]

  beforeEach(async () => {
    root = tempFolder()
    folder = await openFolder(root, 'folder')
    via = await openFolder(root, 'via')
    opened = []
  })
  afterEach(async () => {
    for (const { outgoing } of opened) await outgoing?.file.close()
    await folder.close()
    await via.close()
    removeFolder(root)
  })

  const path = (): string => join(root, 'folder/file')
  const text = (): string => readFileSync(path(), 'utf8')
  /** Files end with a full stop once they are whole. */
  const exchange = async (next: (found: Held<Text> | null) => string | null, files: Files = systemFiles): Promise<Exchanged<Text>> => {
    const parse = (bytes: Buffer): Text | null => (bytes.toString().endsWith('.') ? { text: bytes.toString() } : null)
    const asked: Exchange<Text> = { folder, name: 'file', via, files, maxBytes: 1_000, parse, next: async (found) => bytesOf(next(found)) }
    const result = await exchangeFile(asked)
    opened.push(result)
    return result
  }
  const leftovers = (): string[] => [...readdirSync(join(root, 'via')), ...readdirSync(join(root, 'folder'))].filter((name) => name !== 'file')

  test('where there is no file one is made, and it is known by its facts', async () => {
    const { outgoing, standing } = await exchange((found) => (found === null ? 'new.' : null))
    expect([text(), outgoing, standing?.size]).toEqual(['new.', null, 4])
  })

  test('the file that was replaced can still be read', async () => {
    writeFileSync(path(), 'old.')
    const { outgoing } = await exchange((found) => `${found?.content?.text} new.`)
    expect([text(), outgoing?.bytes.toString(), leftovers()]).toEqual(['old. new.', 'old.', []])
  })

  test('what needs no change is not touched', async () => {
    writeFileSync(path(), 'old.')
    const { outgoing, standing } = await exchange(() => null)
    expect([text(), outgoing, standing?.size, leftovers()]).toEqual(['old.', null, 4, []])
  })

  test('a file in the middle of being written is waited for', async () => {
    writeFileSync(path(), 'half')
    setTimeout(() => writeFileSync(path(), 'half, then whole.'), 60)
    await exchange((found) => `${found?.content?.text} ours.`)
    expect(text()).toBe('half, then whole. ours.')
  })

  test('one that stays as it is, is handed over as what it is', async () => {
    writeFileSync(path(), 'torn')
    const seen: unknown[] = []
    await exchange((found) => {
      seen.push(found?.content, found?.bytes.toString())
      return 'repaired.'
    })
    expect([seen, text()]).toEqual([[null, 'torn'], 'repaired.'])
  })

  test('one that goes on growing is waited for as long as it grows', async () => {
    let length = 0
    const timer = setInterval(() => writeFileSync(path(), ++length < 20 ? 'x'.repeat(length) : 'whole.'), 30)
    writeFileSync(path(), 'x')
    await exchange((found) => `${found?.content?.text} ours.`)
    clearInterval(timer)
    expect(text()).toBe('whole. ours.')
  })

  test('what another program puts there between looking and renaming is looked at first', async () => {
    writeFileSync(path(), 'old.')
    const seen: (string | undefined)[] = []
    await exchange((found) => {
      seen.push(found?.content?.text)
      if (seen.length === 1) writeFileSync(path(), 'theirs.')
      return `${found?.content?.text} ours.`
    })
    expect([seen, text(), leftovers()]).toEqual([['old.', 'theirs.'], 'theirs. ours.', []])
  })

  test('another file in its place, or none, is looked at first, always', async () => {
    writeFileSync(path(), 'old.')
    const seen: (string | undefined)[] = []
    await exchange((found) => {
      seen.push(found?.content?.text)
      if (seen.length < 6) {
        writeFileSync(join(root, 'other'), `${seen.length}.`)
        renameSync(join(root, 'other'), path())
      }
      return 'ours.'
    })
    expect([seen, text()]).toEqual([['old.', '1.', '2.', '3.', '4.', '5.'], 'ours.'])
  })

  test('somebody who never stops replacing it is given way to', async () => {
    writeFileSync(path(), '0.')
    let turn = 0
    const never = exchange(() => {
      writeFileSync(join(root, 'other'), `${++turn}.`)
      renameSync(join(root, 'other'), path())
      return 'ours.'
    })
    await expect(never).rejects.toThrow('all the time')
    expect([text(), leftovers()]).toEqual([`${turn}.`, []])
  })

  test('somebody who never stops writing into it is overtaken, and what was written is in the old file', async () => {
    writeFileSync(path(), '0.')
    let turn = 0
    const { outgoing } = await exchange(() => {
      writeFileSync(path(), `${++turn}.`)
      return 'ours.'
    })
    expect([text(), turn]).toEqual(['ours.', 4])
    const late = Buffer.alloc(9)
    const { bytesRead } = (await outgoing?.file.read(late, 0, 9, 0)) ?? { bytesRead: 0 }
    expect([outgoing?.bytes.toString(), late.toString('utf8', 0, bytesRead)]).toEqual(['3.', '4.'])
  })

  test('a program that had the file open writes into the old one', async () => {
    writeFileSync(path(), 'old.')
    const writer = heldWriter(path())
    const { outgoing } = await exchange(() => 'ours.')
    writer.finish('old. theirs.')
    expect(text()).toBe('ours.')
    expect((await outgoing?.file.stat())?.size).toBe(12)
  })

  for (const call of ['write', 'sync', 'rename'] as const) {
    test(`when ${call} fails the old file stands and nothing is left behind`, async () => {
      writeFileSync(path(), 'old.')
      const fail = async (): Promise<never> => {
        throw new Error(`no ${call} today`)
      }
      const files: Files = {
        ...systemFiles,
        open: async (at, flags, mode) => {
          const file = await systemFiles.open(at, flags, mode)
          if (!at.endsWith('.tmp') || call === 'rename') return file
          return wrappedFile(file, { [call]: fail })
        },
        ...(call === 'rename' ? { rename: fail } : {}),
      }
      await expect(exchange(() => 'ours.', files)).rejects.toThrow(`no ${call} today`)
      expect([text(), leftovers()]).toEqual(['old.', []])
    })
  }

  test('when the volumes differ, the file is prepared beside its place', async () => {
    const rename = async (from: string, to: string): Promise<void> => {
      if (from.startsWith(via.at(''))) throw Object.assign(new Error('cross-device'), { code: 'EXDEV' })
      await systemFiles.rename(from, to)
    }
    await exchange(() => 'ours.', { ...systemFiles, rename })
    expect([text(), leftovers()]).toEqual(['ours.', []])
  })

  test('what is too long, a folder or a link is refused and left', async () => {
    writeFileSync(path(), 'x'.repeat(1_001))
    await expect(exchange(() => 'ours.')).rejects.toMatchObject({ code: 'limit.tooLarge' })
    removeFolder(path())
    mkdirSync(path())
    await expect(exchange(() => 'ours.')).rejects.toMatchObject({ code: 'worklog.unsafePath', message: expect.stringContaining(path()) })
  })
})

function bytesOf(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text)
}
