import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { show } from './open.ts'

suite('cli/commands/open', () => {
  let repo: string
  let opener: string
  const failure = (code: string) => expect.objectContaining({ code })

  beforeEach(() => {
    repo = tempFolder()
    opener = join(repo, 'opener')
    writeFileSync(opener, `#!/bin/sh\nprintf '%s' "$#:$1" > '${repo}/opened'\n`, { mode: 0o755 })
  })
  afterEach(() => removeFolder(repo))

  const opened = (): string => readFileSync(join(repo, 'opened'), 'utf8')

  test('a file or folder of the repository is handed to the system as one argument', async () => {
    for (const name of ['with space.md', '-rf.md', '$(touch x).md']) {
      writeFileSync(join(repo, name), 'x')
      await show(repo, join(repo, name), opener)
      expect(opened()).toBe(`1:${join(repo, name)}`)
    }
    mkdirSync(join(repo, 'folder'))
    await show(repo, join(repo, 'folder'), opener)
    expect(opened()).toBe(`1:${join(repo, 'folder')}`)
  })

  test('a link is not followed, wherever it leads, and nothing outside is opened', async () => {
    writeFileSync(join(repo, 'a.md'), 'x')
    symlinkSync(join(repo, 'a.md'), join(repo, 'link.md'))
    symlinkSync('/etc', join(repo, 'out'))
    await expect(show(repo, join(repo, 'link.md'), opener)).rejects.toEqual(failure('worklog.unsafePath'))
    for (const path of ['/etc/passwd', join(repo, 'out/passwd')]) await expect(show(repo, path, opener)).rejects.toEqual(failure('worklog.unsafePath'))
    expect(opened).toThrow()
  })

  test('what is not there, and a system that cannot open it, are said', async () => {
    await expect(show(repo, join(repo, 'gone.md'), opener)).rejects.toEqual(failure('worklog.missing'))
    writeFileSync(join(repo, 'a.md'), 'x')
    chmodSync(opener, 0o755)
    writeFileSync(opener, '#!/bin/sh\nexit 3\n')
    await expect(show(repo, join(repo, 'a.md'), opener)).rejects.toThrow('could not be opened')
    await expect(show(repo, join(repo, 'a.md'), join(repo, 'no-opener'))).rejects.toThrow('could not be opened')
  })
})
