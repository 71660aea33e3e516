import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { blobId, fileBlobId } from './objectId.ts'

const CONTENTS = {
  empty: '',
  text: 'one\n',
  'line endings': 'a\r\nb\r',
  unicode: 'ünïcödé 😀',
  'not text': Buffer.from([0, 255, 254, 0, 10]),
  large: 'x'.repeat(1024 * 1024),
}

suite('main/git/objectId', () => {
  let folder: string
  const at = (name: string): string => join(folder, name)
  const hashObject = (path: string): string =>
    execFileSync('git', ['hash-object', '--no-filters', path], { cwd: folder, env: gitEnvironment(), encoding: 'utf8' }).trim()

  beforeAll(() => {
    folder = tempFolder()
  })

  afterAll(() => removeFolder(folder))

  for (const [name, content] of Object.entries(CONTENTS)) {
    test(`is what Git says: ${name}`, async () => {
      writeFileSync(at('file'), content)
      expect(await fileBlobId(at('file'), 40)).toBe(hashObject(at('file')))
    })
  }

  test('is what Git says in a repository of SHA-256', async () => {
    execFileSync('git', ['init', '-q', '--object-format=sha256', at('long')], { env: gitEnvironment() })
    writeFileSync(at('long/file'), 'one\n')
    const said = execFileSync('git', ['hash-object', 'file'], { cwd: at('long'), env: gitEnvironment(), encoding: 'utf8' }).trim()
    expect(said).toHaveLength(64)
    expect(await fileBlobId(at('long/file'), 64)).toBe(said)
    expect(blobId(Buffer.from('one\n'), 64)).toBe(said)
  })

  test('what is too large, no file, a link or not there has none; a pipe is not waited for', async () => {
    writeFileSync(at('too large'), 'x'.repeat(1024 * 1024 + 1))
    mkdirSync(at('folder'))
    symlinkSync(at('file'), at('link'))
    execFileSync('mkfifo', [at('pipe')])
    for (const name of ['too large', 'folder', 'link', 'pipe', 'nothing']) expect(await fileBlobId(at(name), 40), name).toBeNull()
  })
})
