import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { sweepTemporaries, writeFileAtomic } from './atomicFile.ts'

/** A file system of its own on Linux, so that a rename from there to the temporary folder cannot work. */
const OTHER_VOLUME = '/dev/shm'
const hasOtherVolume = existsSync(OTHER_VOLUME) && statSync(OTHER_VOLUME).dev !== statSync(tmpdir()).dev

suite('main/base/atomicFile', () => {
  let folder: string
  let via: string

  beforeEach(() => {
    folder = tempFolder()
    via = join(folder, 'via')
    mkdirSync(via)
  })
  afterEach(() => removeFolder(folder))

  test('the file is replaced whole and nothing else is left behind', async () => {
    const path = join(folder, 'state.json')
    for (const text of ['a long first text', 'short', '']) {
      await writeFileAtomic(path, text)
      expect(readFileSync(path, 'utf8')).toBe(text)
    }
    expect(readdirSync(folder).sort()).toEqual(['state.json', 'via'])
  })

  test('the mode is 0644, or what is asked for', async () => {
    await writeFileAtomic(join(folder, 'open'), '')
    await writeFileAtomic(join(folder, 'private'), '', { mode: 0o600 })
    expect(['open', 'private'].map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o644 & ~process.umask(), 0o600])
  })

  test('the temporary file stands where it is told to, never in the folder of the file', async () => {
    let done = false
    const seen = new Set<string>()
    const writing = writeFileAtomic(join(folder, 'state.json'), 'x'.repeat(5_000_000), { via }).finally(() => {
      done = true
    })
    while (!done) {
      for (const name of readdirSync(folder)) seen.add(name)
      for (const name of readdirSync(via)) seen.add(`via/${name}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await writing
    expect([...seen].filter((name) => name !== 'via' && name !== 'state.json')).toEqual([expect.stringMatching(/^via\/\.scribe-[0-9a-f]{12}\.tmp$/)])
    expect(readdirSync(via)).toEqual([])
  })

  test('a write that cannot be done leaves the old file and no temporary one', async () => {
    const path = join(folder, 'kept.json')
    writeFileSync(path, 'old')
    await expect(writeFileAtomic(path, 'new', { via: join(folder, 'missing') })).rejects.toThrow('ENOENT')
    expect(readFileSync(path, 'utf8')).toBe('old')
    mkdirSync(join(folder, 'target'))
    await expect(writeFileAtomic(join(folder, 'target'), 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect(readdirSync(folder).sort()).toEqual(['kept.json', 'target', 'via'])
  })

  test.skipIf(!hasOtherVolume)('when the place for temporary files is on another volume, the file’s own folder serves', async () => {
    const far = join(OTHER_VOLUME, `scribe-test-${process.pid}`)
    mkdirSync(far)
    try {
      await writeFileAtomic(join(folder, 'state.json'), 'text', { via: far })
      expect(readFileSync(join(folder, 'state.json'), 'utf8')).toBe('text')
      expect([readdirSync(far), readdirSync(folder).sort()]).toEqual([[], ['state.json', 'via']])
    } finally {
      removeFolder(far)
    }
  })

  test('the sweep removes what this module leaves and nothing that only looks like it', async () => {
    const foreign = ['.scribe-0123456789ab.tmp.md', '.scribe-0123456789AB.tmp', '.scribe-1.tmp', 'scribe-0123456789ab.tmp', 'mine.tmp']
    for (const name of [...foreign, '.scribe-0123456789ab.tmp']) writeFileSync(join(via, name), '')
    mkdirSync(join(via, '.scribe-0123456789ac.tmp'))
    await sweepTemporaries(via)
    expect(readdirSync(via).sort()).toEqual([...foreign, '.scribe-0123456789ac.tmp'].sort())
  })

  test('a sweep of a folder that is not there does nothing', async () => {
    await sweepTemporaries(join(folder, 'missing'))
    expect(existsSync(join(folder, 'missing'))).toBe(false)
  })
})
