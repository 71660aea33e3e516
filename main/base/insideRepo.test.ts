import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { folderInside, isCode, openForAppend, openInside, readOrdinary } from './insideRepo.ts'

const UNSAFE = expect.objectContaining({ code: 'worklog.unsafePath' })

suite('main/base/insideRepo', () => {
  let root: string
  let outside: string
  const at = (...names: string[]): string => join(root, ...names)

  beforeEach(() => {
    root = tempFolder()
    outside = tempFolder()
    writeFileSync(join(outside, 'theirs.md'), 'theirs\n')
  })

  afterEach(() => {
    removeFolder(root)
    removeFolder(outside)
  })

  test('missing folders are made, existing ones are used', async () => {
    expect(await folderInside(root, 'artifacts/worklogs')).toBe(at('artifacts/worklogs'))
    expect(await folderInside(root, 'artifacts/worklogs')).toBe(at('artifacts/worklogs'))
    expect(existsSync(at('artifacts/worklogs'))).toBe(true)
  })

  test('a folder that is a link to the outside is refused, and nothing is made there', async () => {
    symlinkSync(outside, at('artifacts'))
    await expect(folderInside(root, 'artifacts/worklogs')).rejects.toThrow(UNSAFE)
    expect(readdirSync(outside)).toEqual(['theirs.md'])
  })

  test('a link to the root itself, or upwards, is refused', async () => {
    symlinkSync(root, at('artifacts'))
    await expect(folderInside(root, 'artifacts')).rejects.toThrow(UNSAFE)
    symlinkSync('..', at('up'))
    await expect(folderInside(root, 'up')).rejects.toThrow(UNSAFE)
  })

  test('a link to a folder with a longer name beside the root is outside', async () => {
    for (const name of ['repo', 'repo-neighbour']) mkdirSync(join(outside, name))
    symlinkSync('../repo-neighbour', join(outside, 'repo/artifacts'))
    await expect(folderInside(join(outside, 'repo'), 'artifacts')).rejects.toThrow(UNSAFE)
  })

  test('a link to another folder inside is used', async () => {
    mkdirSync(at('docs'))
    symlinkSync('docs', at('artifacts'))
    await folderInside(root, 'artifacts/worklogs')
    expect(existsSync(at('docs/worklogs'))).toBe(true)
  })

  test('a file in place of the folder, or a dangling link, is an error of the system', async () => {
    writeFileSync(at('artifacts'), 'x')
    await expect(folderInside(root, 'artifacts/worklogs')).rejects.toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
    symlinkSync(join(outside, 'missing'), at('dangling'))
    await expect(folderInside(root, 'dangling')).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }))
    expect(existsSync(join(outside, 'missing'))).toBe(false)
  })

  /** Everything that can stand in place of a file without being one. */
  const PLANTED: Record<string, (path: string) => unknown> = {
    'a link to a file': (path) => symlinkSync(join(outside, 'theirs.md'), path),
    'a dangling link': (path) => symlinkSync(join(outside, 'missing.md'), path),
    'a folder': (path) => mkdirSync(path),
    'a pipe': (path) => execFileSync('mkfifo', [path]),
  }
  for (const [what, plant] of Object.entries(PLANTED)) {
    test(`${what} is neither written to nor read, at once`, async () => {
      plant(at('B-1.md'))
      await expect(openForAppend(at('B-1.md'))).rejects.toThrow(UNSAFE)
      await expect(readOrdinary(at('B-1.md'), 100)).rejects.toThrow(UNSAFE)
      await expect(openInside(root, 'B-1.md')).rejects.toThrow(UNSAFE)
      expect(readdirSync(outside)).toEqual(['theirs.md'])
      expect(readFileSync(join(outside, 'theirs.md'), 'utf8')).toBe('theirs\n')
    })
  }

  test('a second name of a file is not appended to: the first may lie outside', async () => {
    linkSync(join(outside, 'theirs.md'), at('B-1.md'))
    await expect(openForAppend(at('B-1.md'))).rejects.toThrow(UNSAFE)
    expect(readFileSync(join(outside, 'theirs.md'), 'utf8')).toBe('theirs\n')
  })

  test.skipIf(process.platform === 'darwin')('a socket is refused', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(at('B-1.md'), resolve))
    await expect(openForAppend(at('B-1.md'))).rejects.toThrow(UNSAFE)
    await new Promise((resolve) => server.close(resolve))
  })

  test('an ordinary file is made, appended to and read back', async () => {
    for (const text of ['one\n', 'two\n']) {
      const file = await openForAppend(at('B-1.md'))
      await file.write(Buffer.from(text), 0)
      await file.close()
    }
    expect(await readOrdinary(at('B-1.md'), 8)).toEqual(Buffer.from('one\ntwo\n'))
  })

  test('no file is null, one byte too many is refused unread, other failures are the system’s', async () => {
    expect(await readOrdinary(at('missing'), 8)).toBeNull()
    writeFileSync(at('file'), '123456789')
    await expect(readOrdinary(at('file'), 8)).rejects.toThrow(expect.objectContaining({ code: 'limit.tooLarge' }))
    await expect(readOrdinary(at('file/below'), 8)).rejects.toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
    await expect(openForAppend(at('file/below'))).rejects.toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  })

  test('a file is opened for reading where it is, or in a folder inside; elsewhere never', async () => {
    mkdirSync(at('docs'))
    writeFileSync(at('docs/B-1.md'), 'one\n')
    symlinkSync('docs', at('inside'))
    symlinkSync(outside, at('artifacts'))
    for (const path of ['docs/B-1.md', 'inside/B-1.md']) {
      const file = await openInside(root, path)
      expect(await file?.readFile('utf8')).toBe('one\n')
      await file?.close()
    }
    await expect(openInside(root, 'artifacts/theirs.md')).rejects.toThrow(UNSAFE)
    await expect(openInside(root, `../${outside.split('/').at(-1)}/theirs.md`)).rejects.toThrow(UNSAFE)
    expect([await openInside(root, 'docs/none.md'), await openInside(root, 'none/B-1.md'), await openInside(root, 'docs/B-1.md/x')]).toEqual([null, null, null])
  })

  test('a code is known only on an error that has it', () => {
    expect(isCode(Object.assign(new Error(), { code: 'EEXIST' }), 'ENOENT', 'EEXIST')).toBe(true)
    expect([new Error(), { code: 'EEXIST' }, null, 'EEXIST'].map((error) => isCode(error, 'EEXIST'))).toEqual([false, false, false, false])
  })
})
