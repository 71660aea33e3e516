import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { wrappedFile } from '../../testing/faultFiles.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { type Files, systemFiles } from '../base/files.ts'
import { openWorklog, type WorklogFile, worklogPath } from './worklogFile.ts'

const BLOCK = '\n## 2026-11-22 14:35:37\n\n- x\n'

suite('main/worklog/worklogFile', () => {
  let repo: string
  beforeEach(() => {
    repo = tempFolder()
  })
  afterEach(() => removeFolder(repo))

  const inWorklog = async <T>(work: (file: WorklogFile) => Promise<T>): Promise<T> => {
    const file = await openWorklog({ repo, backlogId: 'B-1' })
    try {
      return await work(file)
    } finally {
      await file.close()
    }
  }
  const append = (...blocks: string[]) => inWorklog((file) => file.append(blocks))
  const path = (): string => join(repo, worklogPath('B-1'))
  const text = (): string => readFileSync(path(), 'utf8')
  /** An append during which `interfere` happens, just before the bytes are written. */
  const inDisturbed = async (interfere: () => void): Promise<{ undisturbed: boolean }> => {
    const files: Files = {
      ...systemFiles,
      open: async (at, flags, mode) => {
        const file = await systemFiles.open(at, flags, mode)
        return wrappedFile(file, {
          write: async (bytes, offset) => {
            interfere()
            return await file.write(bytes, offset)
          },
        })
      },
    }
    const file = await openWorklog({ repo, backlogId: 'B-1', files })
    try {
      return await file.append([BLOCK])
    } finally {
      await file.close()
    }
  }

  test('the first append makes the folders, the file and its header; later ones only append', async () => {
    await append(BLOCK)
    await append(BLOCK, BLOCK)
    expect(text()).toBe(`# Worklog B-1\n${BLOCK}${BLOCK}${BLOCK}`)
  })

  test('what others wrote stays to the byte', async () => {
    mkdirSync(join(repo, 'artifacts/worklogs'), { recursive: true })
    const theirs = Buffer.from('\ufeff# Mine\r\n\r\n\xff no newline at the end', 'latin1')
    writeFileSync(join(repo, worklogPath('B-1')), theirs)
    await append(BLOCK)
    expect(readFileSync(join(repo, worklogPath('B-1')))).toEqual(Buffer.concat([theirs, Buffer.from(BLOCK)]))
  })

  test('no file yet reads as nothing, and then gets its header all the same', async () => {
    expect(await inWorklog((file) => file.end(9))).toEqual(Buffer.alloc(0))
    await append(BLOCK)
    expect(text()).toBe(`# Worklog B-1\n${BLOCK}`)
  })

  test('what is left of half an append is taken away, of the first with its header', async () => {
    await append(BLOCK)
    const whole = text()
    writeFileSync(path(), `${whole}${BLOCK.slice(0, 20)}`)
    await inWorklog((file) => file.cutTorn([BLOCK]))
    expect(text()).toBe(whole)
    for (const part of [whole.slice(0, 1), whole.slice(0, 9), whole.slice(0, -1)]) {
      writeFileSync(path(), part)
      await inWorklog((file) => file.cutTorn([BLOCK]))
      expect(text()).toBe('')
    }
    writeFileSync(path(), '# Workshop')
    await inWorklog((file) => file.cutTorn([BLOCK]))
    expect(text()).toBe('# Workshop')
  })

  test('the end is read', async () => {
    await append(BLOCK)
    expect((await inWorklog((file) => file.end(4))).toString()).toBe('- x\n')
    expect((await inWorklog((file) => file.end(1_000_000))).toString()).toBe(text())
  })

  test('whether somebody wrote it since is seen, also in the same tick of the clock with the same length', async () => {
    const { left } = await append(BLOCK)
    expect(await inWorklog((file) => file.isStill(left))).toBe(true)
    const before = statSync(path())
    writeFileSync(path(), text().replace('- x', '- y'))
    utimesSync(path(), before.atime, before.mtime)
    expect(await inWorklog((file) => file.isStill({ ...left, facts: statSync(path()) }))).toBe(false)
    writeFileSync(path(), text().replace('- y', '- x'))
    expect(await inWorklog((file) => file.isStill(left))).toBe(false)
  })

  test('another program that writes during the append is noticed, also when the length is as expected', async () => {
    await append(BLOCK, BLOCK)
    const theirs = (): void => writeFileSync(path(), text().replace(/x\n$/, 'y\n'))
    const longer = (): void => writeFileSync(path(), `${text()}longer`)
    for (const interfere of [theirs, longer]) expect((await inDisturbed(interfere)).undisturbed).toBe(false)
    expect((await inDisturbed(() => undefined)).undisturbed).toBe(true)
  })

  test('a file that another program has just emptied is waited for', async () => {
    const { left: before } = await append(BLOCK)
    const whole = text()
    writeFileSync(path(), '')
    setTimeout(() => writeFileSync(path(), `${whole}theirs\n`), 600)
    await inWorklog(async (file) => {
      expect((await file.append([BLOCK], before)).undisturbed).toBe(false)
      await file.settle({ before, calmMs: 20 })
      expect((await file.end(7)).toString()).toBe('theirs\n')
    })
  })

  test('a link in place of the file or a folder is refused, and nothing is written through it', async () => {
    const outside = tempFolder()
    mkdirSync(join(repo, 'artifacts/worklogs'), { recursive: true })
    symlinkSync(join(outside, 'B-1.md'), join(repo, worklogPath('B-1')))
    symlinkSync(outside, join(repo, 'artifacts/worklogs/sub'))
    await expect(append(BLOCK)).rejects.toMatchObject({ code: 'worklog.unsafePath' })
    removeFolder(join(repo, 'artifacts'))
    symlinkSync(outside, join(repo, 'artifacts'))
    await expect(append(BLOCK)).rejects.toMatchObject({ code: 'worklog.unsafePath' })
    expect(readdirSync(outside)).toEqual([])
    removeFolder(outside)
  })

  test('a write that breaks off in the middle is cut back to what was there', async () => {
    await append(BLOCK)
    const before = text()
    // A process that may write no file beyond 20 MiB gets part of its bytes written and then an error, as on a full disk.
    const script = `
      const { openWorklog } = await import(process.argv[2])
      const file = await openWorklog({ repo: process.argv[1], backlogId: 'B-1' })
      await file.append(['x'.repeat(30_000_000)]).catch((error) => process.stdout.write(error.code))
      await file.close()`
    const limited = [
      '-c',
      'ulimit -f 40960 && exec "$0" --input-type=module -e "$1" "$2" "$3"',
      process.execPath,
      script,
      repo,
      new URL('./worklogFile.ts', import.meta.url).href,
    ]
    const run = spawnSync('sh', limited, { encoding: 'utf8' })
    expect([run.stdout, run.stderr]).toEqual(['EFBIG', ''])
    expect(text()).toBe(before)
    await append(BLOCK)
    expect(text()).toBe(before + BLOCK)
  })
})
