import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { findDaemon } from '../../client/findDaemon.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { removeEndpoint, socketPath, writeEndpoint } from './endpointFile.ts'

const ENDPOINT = { pid: process.pid, host: 'headless' as const, started_at: 5, epoch: 'e', socket: '/s', page: null, token: null }
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

suite('main/server/endpointFile', () => {
  let home: string

  beforeEach(() => {
    home = tempFolder()
  })

  afterEach(() => removeFolder(home))

  test('the socket lies in the data folder as long as the system takes the whole path', () => {
    const longest = `/${'h'.repeat(103 - 1 - '/run/scribe.sock'.length)}`
    expect(socketPath(longest)).toBe(`${longest}/run/scribe.sock`)
    expect(Buffer.byteLength(socketPath(longest))).toBe(103)
    expect(socketPath(`${longest}h`)).not.toContain(longest)
  })

  test('a path that would be cut is replaced by a short one of its own in the temporary folder', () => {
    const one = socketPath(`/${'ü'.repeat(60)}/a`)
    const other = socketPath(`/${'ü'.repeat(60)}/b`)
    for (const path of [one, other]) expect(path.startsWith(join(tmpdir(), 'scribe-'))).toBe(true)
    expect(one).not.toBe(other)
    expect(socketPath(`/${'ü'.repeat(60)}/a`)).toBe(one)
    // macOS has long temporary folders: even below one of them the path is short enough.
    expect(Buffer.byteLength(one) - Buffer.byteLength(tmpdir()) + '/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T'.length).toBeLessThanOrEqual(103)
  })

  test('what is written is what a client finds, readable by its owner only', async () => {
    await writeEndpoint(home, '1.2.3', { ...ENDPOINT, token: 'secret', page: 'http://127.0.0.1:1/#secret' })
    expect(mode(join(home, 'run'))).toBe('700')
    expect(mode(join(home, 'run/scribe.json'))).toBe('600')
    expect(JSON.parse(readFileSync(join(home, 'run/scribe.json'), 'utf8'))).toMatchObject({
      schema: 1,
      app: '1.2.3',
      protocols: ['1.0'],
      pid: process.pid,
      token: 'secret',
    })
    expect(await findDaemon(home)).toEqual({ pid: process.pid, epoch: 'e', socket: '/s', page: 'http://127.0.0.1:1/#secret' })
  })

  test('an older file is replaced whole, and no temporary file stays', async () => {
    mkdirSync(join(home, 'run'))
    await writeEndpoint(home, '1', ENDPOINT)
    chmodSync(join(home, 'run/scribe.json'), 0o644)
    await writeEndpoint(home, '2', ENDPOINT)
    expect(readdirSync(join(home, 'run'))).toEqual(['scribe.json'])
    expect(mode(join(home, 'run/scribe.json'))).toBe('600')
  })

  test('removing it twice is fine', async () => {
    await writeEndpoint(home, '1', ENDPOINT)
    await removeEndpoint(home)
    await removeEndpoint(home)
    expect(existsSync(join(home, 'run/scribe.json'))).toBe(false)
  })
})
