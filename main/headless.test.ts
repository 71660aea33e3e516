/** The host without Electron, within this process and as the program it is. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { findDaemon } from '../client/findDaemon.ts'
import { connectClient } from '../client/scribeClient.ts'
import { eventually } from '../testing/eventually.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { endDaemon } from '../testing/scribeCommand.ts'
import { defaultHome, runHeadless } from './headless.ts'

const ENTRY = fileURLToPath(new URL('./headless.ts', import.meta.url))

suite('main/headless', () => {
  let home: string
  let said: { stdout: string; stderr: string }

  beforeEach(() => {
    home = tempFolder()
    said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      vi.spyOn(process[name], 'write').mockImplementation((part) => {
        said[name] += String(part)
        return true
      })
    }
  })

  afterEach(async () => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal)
    removeFolder(home)
  })

  /** Runs until it is asked to end. */
  const runOnce = async (announce: 'json' | 'text' | 'nothing'): Promise<{ code: number; socket: string }> => {
    const running = runHeadless({ home, port: 0, announce })
    const { socket } = await eventually(() => findDaemon(home))
    await eventually(() => announce === 'nothing' || said.stdout !== '')
    const client = await connectClient(socket, { name: 'test', kind: 'other' })
    await client.call('system/shutdown', {})
    const code = await running
    client.close()
    return { code, socket }
  }

  test('for programs it says as one line where it is', async () => {
    const { code, socket } = await runOnce('json')
    expect([code, said.stderr]).toEqual([0, ''])
    expect(JSON.parse(said.stdout)).toEqual({ kind: 'ready', pid: process.pid, socket, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#/) })
  })

  test('for people it says where the page is', async () => {
    expect((await runOnce('text')).code).toBe(0)
    expect(said.stdout).toMatch(/^Scribe is running\. Open http:\/\/127\.0\.0\.1:\d+\/#[\w-]+\n$/)
  })

  test('in the background it says nothing: the address holds the token', async () => {
    expect((await runOnce('nothing')).code).toBe(0)
    expect(said).toEqual({ stdout: '', stderr: '' })
  })

  test('what it cannot start is told in words, with exit code 1', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'string' || address === null ? 0 : address.port
    expect(await runHeadless({ home, port, announce: 'json' })).toBe(1)
    expect(said.stderr).toMatch(/^scribe: Port \d+ cannot be used: /)
    expect(said.stdout).toBe('')
    expect(await findDaemon(home)).toBeNull()
    other.close()
  })

  test('a mistake of its own is thrown, not told as a refusal', async () => {
    await expect(runHeadless({ home, port: Number.NaN, announce: 'json' })).rejects.toThrow(RangeError)
    expect(said.stderr).toBe('')
  })

  test('a log that cannot be written stops nothing', async () => {
    mkdirSync(join(home, 'data'))
    writeFileSync(join(home, 'logs'), 'a file in the way')
    expect((await runOnce('nothing')).code).toBe(0)
    expect(readFileSync(join(home, 'logs'), 'utf8')).toBe('a file in the way')
  })

  test('the data folder is the one asked for, else the one of the person', () => {
    vi.stubEnv('SCRIBE_HOME', '/data')
    expect(defaultHome()).toBe('/data')
    vi.stubEnv('SCRIBE_HOME', '')
    expect(defaultHome()).toBe(join(homedir(), '.scribe'))
  })

  for (const [signal, args, says] of [
    ['SIGINT', [], /^Scribe is running\. Open http/],
    ['SIGTERM', ['--json', '--port', '0'], /^\{"kind":"ready",/],
  ] as const) {
    test(`as a program it takes its folder from the environment and ends on ${signal}`, async () => {
      const child = spawn(process.execPath, [ENTRY, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, SCRIBE_HOME: home } })
      const output = text(child.stdout)
      await eventually(() => findDaemon(home), 10_000)
      child.kill(signal)
      expect(await output).toMatch(says)
      await eventually(() => child.exitCode !== null)
      expect([child.exitCode, await findDaemon(home)]).toEqual([0, null])
      await endDaemon(home)
    })
  }
})
