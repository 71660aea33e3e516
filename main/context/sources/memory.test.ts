import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../../testing/scaffold.ts'
import { askAddress } from './memoryAddress.ts'
import { askProgram } from './memoryProgram.ts'

const REQUEST = { body: '{"role":"coder"}', maxBytes: 1_000, deadlineMs: 5_000 }
const FAILED = expect.objectContaining({ code: 'context.failed' })

suite('main/context/sources: the memory of the person’s own', () => {
  let folder: string
  let server: Server
  let url: string

  beforeEach(async () => {
    folder = tempFolder()
    server = createServer((request, response) => {
      if (request.url === '/busy') response.writeHead(503)
      request.pipe(response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve))
    removeFolder(folder)
  })

  function program(script: string): string {
    const path = join(folder, 'memory')
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return path
  }

  test('an address is asked with the question, and its answer is cut to what is wanted', async () => {
    expect(await askAddress(`${url}/`, REQUEST)).toBe(REQUEST.body)
    expect(await askAddress(`${url}/`, { ...REQUEST, maxBytes: 5 })).toBe(REQUEST.body.slice(0, 5))
  })

  test('an address that refuses, or where nobody is, is said to have failed', async () => {
    await expect(askAddress(`${url}/busy`, REQUEST)).rejects.toEqual(FAILED)
    await expect(askAddress('http://127.0.0.1:9/', REQUEST)).rejects.toEqual(FAILED)
  })

  test('a program is asked the same way; one that fails, cannot be started or hangs is said to', async () => {
    expect(await askProgram(program('cat'), REQUEST)).toBe(REQUEST.body)
    await expect(askProgram(program('exit 3'), REQUEST)).rejects.toEqual(FAILED)
    await expect(askProgram(join(folder, 'none'), REQUEST)).rejects.toEqual(FAILED)
    await expect(askProgram(program('sleep 30'), { ...REQUEST, deadlineMs: 200 })).rejects.toMatchObject({ code: 'wait.deadline' })
  })
})
