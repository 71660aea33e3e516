import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { wrappedFile } from '../../testing/faultFiles.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { type Files, systemFiles } from './files.ts'
import { folderIdentity } from './folderIdentity.ts'
import { isCode, openForAppend } from './insideRepo.ts'
import { openFolder, openRoot, withFolder } from './openFolder.ts'

const UNSAFE = expect.objectContaining({ code: 'worklog.unsafePath' })
const RACES = times(60, 1_000)

suite('main/base/openFolder', () => {
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

  const put = async (folder: string, name: string, files?: Files): Promise<string> =>
    await withFolder(await openFolder(root, folder, files === undefined ? {} : { files }), async (opened) => {
      const file = await openForAppend(opened.at(name))
      await file.write(Buffer.from('ours\n'), 0)
      await file.close()
      await opened.sync()
      return opened.path
    })

  test('missing folders are made, existing ones are used', async () => {
    for (let n = 0; n < 2; n++) expect(await put('artifacts/worklogs', 'B-1.md')).toBe(at('artifacts/worklogs'))
    expect(readFileSync(at('artifacts/worklogs/B-1.md'), 'utf8')).toBe('ours\nours\n')
  })

  test('a link that leads out is refused, and nothing is made there', async () => {
    symlinkSync(outside, at('artifacts'))
    await expect(openFolder(root, 'artifacts/worklogs')).rejects.toThrow(UNSAFE)
    mkdirSync(at('a'))
    symlinkSync(outside, at('a/worklogs'))
    await expect(openFolder(root, 'a/worklogs')).rejects.toThrow(UNSAFE)
    expect(readdirSync(outside)).toEqual(['theirs.md'])
  })

  test('a link to the root, upwards, or to a neighbour with a longer name is refused', async () => {
    symlinkSync(root, at('self'))
    symlinkSync('..', at('up'))
    for (const name of ['repo', 'repo-neighbour']) mkdirSync(at(name))
    symlinkSync('../repo-neighbour', at('repo/artifacts'))
    await expect(openFolder(root, 'self')).rejects.toThrow(UNSAFE)
    await expect(openFolder(root, 'up')).rejects.toThrow(UNSAFE)
    await expect(openFolder(at('repo'), 'artifacts')).rejects.toThrow(UNSAFE)
  })

  test('a link to another folder inside is used', async () => {
    mkdirSync(at('docs/deep'), { recursive: true })
    symlinkSync('docs/deep', at('artifacts'))
    await put('artifacts/worklogs', 'B-1.md')
    expect(existsSync(at('docs/deep/worklogs/B-1.md'))).toBe(true)
  })

  test('a file in its place, or a dangling link, is an error of the system', async () => {
    writeFileSync(at('artifacts'), 'x')
    await expect(openFolder(root, 'artifacts/worklogs')).rejects.toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
    symlinkSync(join(outside, 'missing'), at('dangling'))
    await expect(openFolder(root, 'dangling')).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }))
    await expect(openRoot(at('nowhere'))).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  test.runIf(process.platform === 'linux')('what is put at its path meanwhile changes nothing', async () => {
    await withFolder(await openFolder(root, 'artifacts'), async (folder) => {
      renameSync(at('artifacts'), at('moved'))
      symlinkSync(outside, at('artifacts'))
      writeFileSync(folder.at('B-1.md'), 'ours\n')
    })
    expect([readdirSync(outside), readdirSync(at('moved'))]).toEqual([['theirs.md'], ['B-1.md']])
  })

  test('where files cannot be named through a folder, its path is used', async () => {
    const byPath: Files = {
      ...systemFiles,
      open: async (path, flags, mode) => wrappedFile(await systemFiles.open(path, flags, mode), { fd: -1 }),
    }
    await withFolder(await openFolder(root, 'artifacts/worklogs', { files: byPath }), async (folder) => expect(folder.at('x')).toBe(at('artifacts/worklogs/x')))
    symlinkSync(outside, at('out'))
    await expect(openFolder(root, 'out', { files: byPath })).rejects.toThrow(UNSAFE)
  })

  test('another folder in the place of the root is not opened, and nothing is made in it', async () => {
    const [here, aside] = [at('repo'), at('aside')]
    mkdirSync(here)
    const identity = await folderIdentity(here)
    renameSync(here, aside)
    mkdirSync(here)
    const replaced = expect.objectContaining({ code: 'repo.replaced' })
    await expect(openFolder(here, 'artifacts', { identity })).rejects.toThrow(replaced)
    await expect(openRoot(here, { identity })).rejects.toThrow(replaced)
    expect(readdirSync(here)).toEqual([])
    await withFolder(await openFolder(aside, 'artifacts', { identity }), async (folder) => expect(folder.path).toBe(join(aside, 'artifacts')))
  })

  // Turns red when files are named by their path again instead of through the open folder.
  test.runIf(process.platform === 'linux')('however the folder is exchanged for a link during the work, nothing is written outside', async () => {
    mkdirSync(at('artifacts/worklogs'), { recursive: true })
    const script = `const { renameSync, symlinkSync, unlinkSync } = require('node:fs'); const [place, outside] = process.argv.slice(1)
      const pause = new Int32Array(new SharedArrayBuffer(4))
      process.stdout.write('x')
      for (;;) {
        try { renameSync(place, place + '.away'); symlinkSync(outside, place); unlinkSync(place); renameSync(place + '.away', place) } catch {}
        Atomics.wait(pause, 0, 0, 0.1)
      }`
    const swapper = spawn(process.execPath, ['-e', script, at('artifacts/worklogs'), outside], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(swapper.stdout, 'data')
    let written = 0
    try {
      for (let n = 0; n < RACES; n++) {
        const outcome = await put('artifacts/worklogs', `f${n % 7}.md`).catch((error: unknown) => error)
        if (typeof outcome === 'string') written++
        // Refused, or the folder was away just then.
        else expect(isCode(outcome, 'ENOENT', 'ELOOP', 'ENOTDIR') || isCode(outcome, 'worklog.unsafePath')).toBe(true)
      }
    } finally {
      swapper.kill('SIGKILL')
      await once(swapper, 'exit')
    }
    expect(written).toBeGreaterThan(0)
    expect(readdirSync(outside)).toEqual(['theirs.md'])
  })
})
