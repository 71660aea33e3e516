import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { GitClient } from '../git/gitClient.ts'
import { checkSurroundings, dataFolder, diskSpace, gitFound, judgeSpace, nodeVersion, watchLimits } from './surroundings.ts'

suite('main/doctor/surroundings', () => {
  let home: string

  beforeEach(() => {
    home = tempFolder()
  })
  afterEach(() => {
    chmodSync(home, 0o700)
    removeFolder(home)
  })

  test('all is looked at, and on a machine that can run these tests nothing fails', async () => {
    const checks = await checkSurroundings(home)
    expect(checks.map(({ name }) => name)).toEqual(['node', 'data folder', 'disk space', 'git', 'watch limits'])
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([])
  })

  const NODES: readonly [version: string, status: string][] = [
    ['v24.0.0', 'ok'],
    ['v26.1.0', 'ok'],
    ['v22.12.0', 'fail'],
    ['nonsense', 'fail'],
  ]
  for (const [version, status] of NODES) test(`Node ${version} is ${status}`, () => expect(nodeVersion(version).status).toBe(status))

  test('a data folder is private, ours and writable, or it is said what to do', async () => {
    expect(await dataFolder(join(home, 'none'))).toMatchObject({ status: 'ok', found: expect.stringContaining('is made at the first start') })
    mkdirSync(join(home, 'data'), { mode: 0o700 })
    expect(await dataFolder(home)).toMatchObject({ status: 'ok' })
    writeFileSync(join(home, 'data/scribe.db'), '', { mode: 0o644 })
    expect(await dataFolder(home)).toMatchObject({ status: 'warn', found: `Others can read ${home}/data/scribe.db.`, advice: `Run: chmod -R go-rwx '${home}'` })
    chmodSync(home, 0o755)
    expect((await dataFolder(home)).found).toContain(`${home}, ${home}/data/scribe.db`)
    writeFileSync(join(home, 'file'), '')
    expect(await dataFolder(join(home, 'file'))).toMatchObject({ status: 'fail', advice: expect.stringContaining('SCRIBE_HOME') })
  })

  test('a data folder of somebody else fails', async () => {
    // As root everything can be written, but not everything is ours.
    const theirs = join(home, 'theirs')
    mkdirSync(theirs)
    const isRoot = process.getuid?.() === 0
    if (isRoot) execFileSync('chown', ['65534', theirs])
    else chmodSync(theirs, 0o500)
    expect(await dataFolder(theirs)).toMatchObject({ status: 'fail', found: expect.stringMatching(isRoot ? /belongs to somebody else/ : /cannot be written/) })
    if (isRoot) execFileSync('chown', ['0', theirs])
    else chmodSync(theirs, 0o700)
  })

  test('room on the disk is measured, also before there is a data folder', async () => {
    expect((await diskSpace(home)).found).toMatch(/^\d+ MB are free\.$/)
    expect((await diskSpace(join(home, 'none'))).found).toMatch(/^\d+ MB are free\.$/)
    expect((await diskSpace(join(home, 'none/deeper/still'))).status).toBe('warn')
    expect([5000, 500, 50].map((free) => judgeSpace(free).status)).toEqual(['ok', 'warn', 'fail'])
  })

  test('no Git, and one that does not work, fail with advice', async () => {
    expect(await gitFound(new GitClient(null, {}))).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('Git was not found'),
      advice: expect.any(String),
    })
    const old = join(home, 'git')
    writeFileSync(old, '#!/bin/sh\necho git version 2.20.1\n', { mode: 0o755 })
    expect(await gitFound(new GitClient(old, process.env))).toMatchObject({ status: 'fail', found: expect.stringContaining('2.20') })
  })

  test('limits of watching count on Linux only', async () => {
    const limits = (watches: string, instances: string): void => {
      writeFileSync(join(home, 'max_user_watches'), watches)
      writeFileSync(join(home, 'max_user_instances'), instances)
    }
    expect((await watchLimits('linux', home)).status).toBe('warn')
    limits('65536\n', '128\n')
    expect(await watchLimits('linux', home)).toMatchObject({ status: 'ok', found: '65536 watches, 128 watchers.' })
    limits('8192\n', '128\n')
    expect(await watchLimits('linux', home)).toMatchObject({ status: 'warn', advice: expect.stringContaining('sysctl') })
    expect((await watchLimits('darwin', home)).status).toBe('ok')
  })
})
