import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { fileInside, plainName } from './namedFiles.ts'

suite('main/electron/namedFiles', () => {
  let folder: string
  let root: string

  beforeEach(() => {
    folder = tempFolder()
    root = join(folder, 'repo')
    mkdirSync(join(root, 'src'), { recursive: true })
    mkdirSync(join(folder, 'outside'))
    writeFileSync(join(root, 'src/a.ts'), '')
    writeFileSync(join(folder, 'outside/secret'), '')
    symlinkSync(join(folder, 'outside'), join(root, 'way-out'))
    symlinkSync(join(folder, 'outside/secret'), join(root, 'link'))
  })
  afterEach(() => removeFolder(folder))

  test('a file of the repository is found, a link where it stands', async () => {
    expect(await fileInside(root, 'src/a.ts')).toBe(join(root, 'src/a.ts'))
    expect(await fileInside(root, 'src/')).toBe(join(root, 'src/'))
    expect(await fileInside(root, 'link')).toBe(join(root, 'link'))
  })

  for (const name of ['gone.ts', '../outside/secret', 'way-out/secret', 'src/../../outside/secret', '..', '\0', '', '.'])
    test(`${JSON.stringify(name)} leads nowhere`, async () => expect(await fileInside(root, name)).toBeNull())

  for (const [given, name] of [
    ['B-7 worklog.md', 'B-7 worklog.md'],
    ['../../.ssh/authorized_keys', '-..-.ssh-authorized_keys'],
    ['a\u202egnp.exe', 'a-gnp.exe'],
    ['..', 'scribe.txt'],
    ['', 'scribe.txt'],
    ['x'.repeat(300), 'x'.repeat(100)],
  ] as const)
    test(`${JSON.stringify(given.slice(0, 40))} is saved as a plain name`, () => expect(plainName(given)).toBe(name))
})
