import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { findGit } from './findGit.ts'

const TOOLS = '/Library/Developer/CommandLineTools/usr/bin/git'
const CHOSEN = '/var/db/xcode_select_link/usr/bin/git'
const XCODE = '/Applications/Xcode.app/Contents/Developer/usr/bin/git'

const TABLE: readonly { name: string; path: string; platform: NodeJS.Platform; there: readonly string[]; found: string | null }[] = [
  { name: 'the first of the PATH', path: '/a:/b', platform: 'linux', there: ['/b/git', '/usr/bin/git'], found: '/b/git' },
  { name: 'PATH before the usual places', path: '/opt/mine', platform: 'darwin', there: ['/opt/mine/git', '/opt/homebrew/bin/git'], found: '/opt/mine/git' },
  { name: 'relative and empty parts of the PATH are passed over', path: '.::bin', platform: 'linux', there: ['git', 'bin/git'], found: null },
  { name: 'a usual place without any PATH', path: '', platform: 'darwin', there: ['/opt/homebrew/bin/git'], found: '/opt/homebrew/bin/git' },
  { name: '/usr/bin/git on Linux', path: '', platform: 'linux', there: ['/usr/bin/git'], found: '/usr/bin/git' },
  { name: 'never the stub of a Mac without tools', path: '/usr/bin:/bin', platform: 'darwin', there: ['/usr/bin/git'], found: null },
  { name: 'the stub of a Mac with the command line tools', path: '/usr/bin', platform: 'darwin', there: ['/usr/bin/git', TOOLS], found: '/usr/bin/git' },
  { name: 'the stub of a Mac with Xcode', path: '/usr/bin', platform: 'darwin', there: ['/usr/bin/git', XCODE], found: '/usr/bin/git' },
  { name: 'the stub of a Mac whose Xcode lies elsewhere', path: '/usr/bin', platform: 'darwin', there: ['/usr/bin/git', CHOSEN], found: '/usr/bin/git' },
  { name: 'the tools themselves when the PATH names nothing', path: '', platform: 'darwin', there: [XCODE], found: XCODE },
  { name: 'nothing where there is none', path: '/usr/bin:/bin', platform: 'linux', there: [], found: null },
]

suite('main/git/findGit', () => {
  for (const { name, path, platform, there, found } of TABLE) {
    test(name, () => {
      expect(findGit(path, platform, (candidate) => there.includes(candidate))).toBe(found)
    })
  }

  test('takes a program only: no folder, no file that cannot be run', () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'folder/git'), { recursive: true })
    for (const name of ['plain', 'real']) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'git'), '#!/bin/sh\n')
    }
    chmodSync(join(folder, 'real/git'), 0o755)
    expect(findGit(['missing', 'folder', 'plain', 'real'].map((name) => join(folder, name)).join(':'), 'linux')).toBe(join(folder, 'real/git'))
    removeFolder(folder)
  })
})
