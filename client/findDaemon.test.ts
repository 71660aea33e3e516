import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { findDaemon } from './findDaemon.ts'
import { scribeHome } from './home.ts'

const ENDPOINT = { schema: 1, pid: process.pid, started_at: 1, epoch: 'e', socket: '/s', page: null, token: null }

suite('client/findDaemon', () => {
  let home: string

  beforeEach(() => {
    home = tempFolder()
    mkdirSync(join(home, 'run'))
  })

  afterEach(() => removeFolder(home))

  const write = (text: string): void => writeFileSync(join(home, 'run/scribe.json'), text)

  test('the endpoint of a living daemon is found', async () => {
    write(JSON.stringify(ENDPOINT))
    expect(await findDaemon(home)).toEqual({ pid: process.pid, epoch: 'e', socket: '/s', page: null })
  })

  test('without a file, or a folder, there is none', async () => {
    expect(await findDaemon(home)).toBeNull()
    expect(await findDaemon(join(home, 'nowhere'))).toBeNull()
  })

  test('a file a killed daemon left names nobody', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    write(JSON.stringify({ ...ENDPOINT, pid }))
    expect(await findDaemon(home)).toBeNull()
  })

  const GARBAGE: readonly [name: string, text: string][] = [
    ['nothing', ''],
    ['half of it', JSON.stringify(ENDPOINT).slice(0, 40)],
    ['an array', '[]'],
    ['null', 'null'],
    ['bytes', '\u0000\u0001'],
    ['no socket', JSON.stringify({ ...ENDPOINT, socket: undefined })],
    ['a process that is everybody', JSON.stringify({ ...ENDPOINT, pid: -1 })],
    ['the group of the caller', JSON.stringify({ ...ENDPOINT, pid: 0 })],
    ['a process id in words', JSON.stringify({ ...ENDPOINT, pid: '1' })],
    ['a process id beyond all', JSON.stringify({ ...ENDPOINT, pid: 2 ** 40 })],
  ]
  for (const [name, text] of GARBAGE) {
    test(`a file that holds ${name} names nobody`, async () => {
      write(text)
      expect(await findDaemon(home)).toBeNull()
    })
  }
})

suite('client/home', () => {
  test('the data folder is the one asked for, else the one of the person', () => {
    expect(scribeHome({ SCRIBE_HOME: '/data' })).toBe('/data')
    expect(scribeHome({ SCRIBE_HOME: 'data' })).toBe(join(process.cwd(), 'data'))
    for (const environment of [{}, { SCRIBE_HOME: '' }]) expect(scribeHome(environment)).toBe(join(homedir(), '.scribe'))
  })
})
