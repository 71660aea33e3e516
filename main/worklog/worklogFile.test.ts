import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { appendBlocks, readWorklog, worklogPath } from './worklogFile.ts'

const BLOCK = '\n## 2026-11-22 14:35:37\n\n- x\n'

suite('main/worklog/worklogFile', () => {
  let repo: string
  beforeEach(() => {
    repo = tempFolder()
  })
  afterEach(() => removeFolder(repo))

  const text = (): string => readFileSync(join(repo, worklogPath('B-1')), 'utf8')

  test('the first append makes the folders, the file and its header; later ones only append', async () => {
    await appendBlocks(repo, 'B-1', [BLOCK])
    await appendBlocks(repo, 'B-1', [BLOCK, BLOCK])
    expect(text()).toBe(`# Worklog B-1\n${BLOCK}${BLOCK}${BLOCK}`)
    expect(await readWorklog(repo, 'B-1')).toBe(text())
  })

  test('what others wrote stays to the byte', async () => {
    mkdirSync(join(repo, 'artifacts/worklogs'), { recursive: true })
    const theirs = Buffer.from('\ufeff# Mine\r\n\r\n\xff no newline at the end', 'latin1')
    writeFileSync(join(repo, worklogPath('B-1')), theirs)
    await appendBlocks(repo, 'B-1', [BLOCK])
    expect(readFileSync(join(repo, worklogPath('B-1')))).toEqual(Buffer.concat([theirs, Buffer.from(BLOCK)]))
  })

  test('no file yet reads as nothing, and then gets its header all the same', async () => {
    expect(await readWorklog(repo, 'B-1')).toBe('')
    await appendBlocks(repo, 'B-1', [BLOCK])
    expect(text()).toBe(`# Worklog B-1\n${BLOCK}`)
  })

  test('of a very long file the end is read', async () => {
    mkdirSync(join(repo, 'artifacts/worklogs'), { recursive: true })
    writeFileSync(join(repo, worklogPath('B-1')), `${'ä'.repeat(6_000_000)}\n- the end\n`)
    const read = await readWorklog(repo, 'B-1')
    expect(read.endsWith('ä\n- the end\n')).toBe(true)
    expect(read.length).toBeLessThan(8 * 1024 * 1024)
  })

  test('a link in place of the file or a folder is refused, and nothing is written through it', async () => {
    const outside = tempFolder()
    mkdirSync(join(repo, 'artifacts/worklogs'), { recursive: true })
    symlinkSync(join(outside, 'B-1.md'), join(repo, worklogPath('B-1')))
    symlinkSync(outside, join(repo, 'artifacts/worklogs/sub'))
    await expect(appendBlocks(repo, 'B-1', [BLOCK])).rejects.toMatchObject({ code: 'worklog.unsafePath' })
    await expect(readWorklog(repo, 'B-1')).rejects.toMatchObject({ code: 'worklog.unsafePath' })
    removeFolder(join(repo, 'artifacts'))
    symlinkSync(outside, join(repo, 'artifacts'))
    await expect(appendBlocks(repo, 'B-1', [BLOCK])).rejects.toMatchObject({ code: 'worklog.unsafePath' })
    expect(readdirSync(outside)).toEqual([])
    removeFolder(outside)
  })

  test('a write that breaks off in the middle is cut back to what was there', async () => {
    await appendBlocks(repo, 'B-1', [BLOCK])
    const before = text()
    // A process that may write no file beyond 20 MiB gets part of its bytes written and then an error, as on a full disk.
    const script = `
      const { appendBlocks } = await import(process.argv[2])
      await appendBlocks(process.argv[1], 'B-1', ['x'.repeat(30_000_000)]).catch((error) => process.stdout.write(error.code))`
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
    await appendBlocks(repo, 'B-1', [BLOCK])
    expect(text()).toBe(before + BLOCK)
  })
})
