/** The watch host as the process it is: real orders, real files, and its end in every way. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { isAlive } from '../../testing/isAlive.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { childWatchHost } from './childHost.ts'
import { type FromHost, fromHostSchema } from './hostMessages.ts'
import type { WatchHostProcess } from './hostProcess.ts'

const ENTRY = fileURLToPath(new URL('./watchHost.ts', import.meta.url))

suite('main/watch/watchHost', () => {
  let repo: TestRepo
  let host: WatchHostProcess
  let said: FromHost[]
  let ended: string | null

  beforeEach(() => {
    repo = createRepo({ files: { 'a.ts': 'one\n', '.gitignore': 'out/\n' } })
    said = []
    ended = null
    host = childWatchHost(ENTRY)()
    host.onMessage((message) => said.push(fromHostSchema.parse(message)))
    host.onExit((reason) => {
      ended = reason
    })
  })

  afterEach(async () => {
    host.kill()
    await eventually(() => ended)
    removeFolder(repo.root)
  })

  const watch = (root = repo.root): void =>
    host.post({ kind: 'watch', root, gitDir: join(root, '.git'), commonDir: join(root, '.git'), ignoredFolders: ['out/'], backend: 'auto', pollMs: 10_000 })
  const ready = (count = 1): Promise<boolean> => eventually(() => said.filter((message) => message.kind === 'ready').length === count)
  const paths = (): string[] => said.flatMap((message) => (message.kind === 'dirty' ? message.paths : []))

  test('it tells of files and commits, not of what is ignored or our own', async () => {
    watch()
    await ready()
    repo.write('out/x.ts', 'ignored')
    repo.write('node_modules/x.js', 'never entered')
    repo.write('artifacts/worklogs/B-1.md', 'our own')
    repo.write('new/deep.ts', 'x')
    await eventually(() => paths().includes('new/deep.ts'))
    repo.commit('second')
    await eventually(() => said.some((message) => message.kind === 'dirty' && message.git))
    expect(paths().filter((path) => /^(out|node_modules|artifacts\/worklogs\/|\.git)\b/.test(path))).toEqual([])
  })

  test('a root that is deleted is told', async () => {
    watch()
    await ready()
    removeFolder(repo.root)
    await eventually(() => said.some((message) => message.kind === 'rootLost'))
  })

  test('after unwatch nothing is told; watching again begins anew', async () => {
    watch()
    await ready()
    host.post({ kind: 'unwatch', root: repo.root })
    host.post({ kind: 'unwatch', root: '/never/watched' })
    watch()
    await ready(2)
    watch()
    await ready(3)
    const before = said.length
    host.post({ kind: 'unwatch', root: repo.root })
    const other = createRepo({ files: {} })
    watch(other.root)
    await ready(4)
    writeFileSync(join(repo.root, 'a.ts'), 'nobody looks')
    writeFileSync(join(other.root, 'seen.ts'), 'x')
    await eventually(() => paths().includes('seen.ts'))
    expect(said.slice(before).filter((message) => message.root === repo.root)).toEqual([])
    removeFolder(other.root)
  })

  test('an order it cannot read is passed over, later ones are obeyed', async () => {
    for (const garbage of ['x', { kind: 'watch' }, { kind: 'dance', root: '/' }]) host.post(garbage)
    watch()
    await ready()
    expect(ended).toBeNull()
  })

  test('a folder that is not there does not end it', async () => {
    watch(join(repo.root, 'no-such-folder'))
    watch()
    await eventually(() => said.some((message) => message.kind === 'ready' && message.root === repo.root))
    expect(ended).toBeNull()
  })

  test('it ends when told to, with its watches', async () => {
    watch()
    await ready()
    host.post({ kind: 'close' })
    expect(await eventually(() => ended)).toBe('exit 0')
    // Nobody is there to hear it, and nobody is harmed.
    host.post({ kind: 'close' })
  })

  test('it ends when its parent is gone', async () => {
    const folder = tempFolder()
    const script = join(folder, 'parent.mjs')
    writeFileSync(
      script,
      `import { fork } from 'node:child_process'\nconst child = fork(${JSON.stringify(ENTRY)}, [], { execArgv: [] })\nchild.once('spawn', () => console.log(child.pid))\n`,
    )
    const parent: ChildProcess = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = (await once(parent.stdout ?? parent, 'data')) as [Buffer]
    const pid = Number(printed.toString())
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await eventually(() => !isAlive(pid))
    removeFolder(folder)
  })
})

suite('main/watch/watchHost in a utility process', () => {
  test("it obeys and speaks through the app's port", async () => {
    const repo = createRepo({ files: { 'a.ts': 'one\n' } })
    const folder = tempFolder()
    const port = join(folder, 'port.mjs')
    // Electron's port, as its documentation describes it, over a child process's channel.
    writeFileSync(port, 'process.parentPort = { postMessage: (m) => process.send(m), on: (event, heard) => process.on(event, (data) => heard({ data })) }\n')
    const child = fork(ENTRY, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: ['--import', pathToFileURL(port).href] })
    const said: unknown[] = []
    child.on('message', (message) => said.push(message))
    const gitDir = join(repo.root, '.git')
    child.send({ kind: 'watch', root: repo.root, gitDir, commonDir: gitDir, ignoredFolders: [], backend: 'auto', pollMs: 10_000 })
    await eventually(() => said.length > 0)
    expect(said[0]).toEqual({ kind: 'ready', root: repo.root })
    const ended = once(child, 'exit')
    child.send({ kind: 'close' })
    expect((await ended)[0]).toBe(0)
    removeFolder(repo.root)
    removeFolder(folder)
  })
})

suite('main/watch/childHost', () => {
  test('a program that cannot be started is an end with a reason, not an exception', async () => {
    const host = childWatchHost(ENTRY, '/no/such/node')()
    const reason = Promise.withResolvers<string>()
    host.onExit(reason.resolve)
    expect(host.pid).toBeUndefined()
    host.post({ kind: 'close' })
    host.kill()
    expect(await reason.promise).toContain('ENOENT')
  })

  test('an entry that fails ends with its exit code, also for who asks late', async () => {
    const folder = tempFolder()
    const entry = join(folder, 'entry.mjs')
    writeFileSync(entry, 'process.exit(7)\n')
    const host = childWatchHost(entry)()
    const first = Promise.withResolvers<string>()
    host.onExit(first.resolve)
    expect(await first.promise).toBe('exit 7')
    const late = Promise.withResolvers<string>()
    host.onExit(late.resolve)
    expect(await late.promise).toBe('exit 7')
    removeFolder(folder)
  })
})
