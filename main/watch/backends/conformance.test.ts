/**
 * What every back end must do, whatever it is made of: say of each change that something moved at or above the path, also
 * in folders that came later, and tell when the root is another one.
 */
import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { times } from '../../../testing/counts.ts'
import { eventually } from '../../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../../testing/scaffold.ts'
import type { OpenBackend, WatchBackend } from './backend.ts'
import { Bursts } from './burst.ts'
import { viaChokidar } from './chokidarBackend.ts'
import { perFolder } from './perFolderBackend.ts'
import { recursive } from './recursiveBackend.ts'
import { WatchBudget } from './watchBudget.ts'

interface Contender {
  readonly open: OpenBackend
  /** Reports a change of mode alone. chokidar 6 compares size, time and inode only; the next scan finds it. */
  readonly seesMode: boolean
}

const bursts = new Bursts(16_384)
const CHOKIDAR: Contender = { open: viaChokidar(bursts), seesMode: false }
const BACKENDS: Readonly<Record<string, Contender>> =
  process.platform === 'darwin'
    ? { chokidar: CHOKIDAR, recursive: { open: recursive(bursts), seesMode: true } }
    : { chokidar: CHOKIDAR, perFolder: { open: perFolder({ budget: new WatchBudget(10_000), bursts }), seesMode: true } }
const ROUNDS = times(4, 40)

for (const [name, { open, seesMode }] of Object.entries(BACKENDS)) {
  suite(`main/watch/backends: ${name}`, () => {
    let above: string
    let root: string
    let backend: WatchBackend
    let dirty: string[]
    let told: string[]

    const at = (path: string): string => join(root, path)
    const write = (path: string, text = 'x'): void => {
      mkdirSync(dirname(at(path)), { recursive: true })
      writeFileSync(at(path), text)
    }
    /** Settles when an event has come for the path or for a folder above it that can stand for it. */
    const seen = async (path: string): Promise<void> => {
      const stands = (found: string): boolean => found === at(path) || (found !== root && at(path).startsWith(`${found}/`))
      await eventually(() => dirty.some(stands), 3_000).catch(() => expect.fail(`${path} was not seen, but ${JSON.stringify(dirty)}`))
    }
    const fresh = (): void => void dirty.splice(0)

    beforeEach(async () => {
      above = tempFolder('wb-')
      root = join(above, 'root')
      dirty = []
      told = []
      for (const path of ['a/one.ts', 'a/b/two.ts', 'c/three.ts', 'node_modules/p/x.js', '.git/HEAD']) write(path)
      backend = open(
        { root, ignored: (path) => /\/(?:node_modules|\.git)(?:\/|$)/.test(path.slice(root.length)) },
        {
          ready: () => told.push('ready'),
          dirty: (path) => dirty.push(path),
          gap: (reason) => told.push(`gap ${reason}`),
          rootLost: () => told.push('rootLost'),
          degraded: (message) => told.push(`degraded ${message}`),
          limit: (message) => told.push(`limit ${message}`),
          silent: () => told.push('silent'),
          healed: () => told.push('healed'),
        },
      )
      await eventually(() => told.includes('ready'))
    })

    afterEach(async () => {
      await backend.close()
      removeFolder(above)
    })

    test('an edit, an append, a change of mode and a second write soon after are each seen', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const changes: Readonly<Record<string, () => void>> = {
          'a/b/two.ts': () => write('a/b/two.ts', `${round}`),
          'c/three.ts': () => appendFileSync(at('c/three.ts'), 'more'),
          ...(seesMode ? { 'a/one.ts': () => chmodSync(at('a/one.ts'), round % 2 === 0 ? 0o755 : 0o644) } : {}),
        }
        for (const [path, change] of Object.entries(changes)) {
          fresh()
          change()
          await seen(path)
        }
        write('a/one.ts', 'first')
        await sleep(5)
        fresh()
        write('a/one.ts', 'second')
        await seen('a/one.ts')
      }
    })

    test('a rename shows both names, an atomic save the one that is kept', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        fresh()
        renameSync(at('a/one.ts'), at('a/renamed.ts'))
        await seen('a/one.ts')
        await seen('a/renamed.ts')
        renameSync(at('a/renamed.ts'), at('a/one.ts'))
        fresh()
        write('a/.one.swp')
        renameSync(at('a/.one.swp'), at('a/one.ts'))
        await seen('a/one.ts')
      }
    })

    test('new nested folders are seen, with what was in them already and what comes later', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        fresh()
        for (const file of ['1', '2', '3']) write(`n${round}/a/b/c/${file}.ts`)
        for (const file of ['1', '2', '3']) await seen(`n${round}/a/b/c/${file}.ts`)
        await sleep(30)
        fresh()
        write(`n${round}/a/b/c/later.ts`)
        await seen(`n${round}/a/b/c/later.ts`)
      }
    })

    test('a folder moved in is seen, and so is what changes in it later', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        mkdirSync(join(above, 'outside/deep'), { recursive: true })
        writeFileSync(join(above, 'outside/deep/x.ts'), 'x')
        fresh()
        renameSync(join(above, 'outside'), at(`moved${round}`))
        await seen(`moved${round}/deep/x.ts`)
        await sleep(30)
        fresh()
        write(`moved${round}/deep/x.ts`, 'later')
        await seen(`moved${round}/deep/x.ts`)
      }
    })

    test('a folder deleted and made again at once goes on being watched', async () => {
      for (let round = 0; round < ROUNDS; round++) {
        fresh()
        rmSync(at('a'), { recursive: true })
        write('a/b/two.ts', `${round}`)
        await seen('a/b/two.ts')
        await sleep(120)
        fresh()
        write('a/b/two.ts', 'later')
        await seen('a/b/two.ts')
        fresh()
        write('a/new.ts')
        await seen('a/new.ts')
        write('a/one.ts')
      }
    })

    test('what is ignored is neither entered nor reported', async () => {
      for (const path of ['node_modules/p/x.js', 'node_modules/q/y.js', '.git/index']) write(path, 'changed')
      write('a/one.ts', 'changed')
      await seen('a/one.ts')
      await sleep(50)
      expect(dirty.filter((path) => /node_modules|\.git/.test(path))).toEqual([])
    })

    test('a folder that is included is watched by the same means, though it is ignored', async () => {
      mkdirSync(at('.git/scribe'))
      backend.include(at('.git/scribe'))
      await sleep(100)
      fresh()
      write('.git/scribe/canary')
      await seen('.git/scribe/canary')
      fresh()
      write('.git/scribe/canary', 'again')
      await seen('.git/scribe/canary')
    })

    test('an included folder that is removed and made anew is watched anew once it is included again', async () => {
      mkdirSync(at('.git/refs'))
      backend.include(at('.git/refs'))
      await sleep(100)
      const before = backend.watches
      for (let n = 0; n < 3; n++) backend.include(at('.git/refs'))
      expect(backend.watches).toBe(before)
      rmSync(at('.git/refs'), { recursive: true })
      await sleep(100)
      mkdirSync(at('.git/refs'))
      backend.include(at('.git/refs'))
      await sleep(100)
      fresh()
      write('.git/refs/main')
      await seen('.git/refs/main')
    })

    test('a root that is deleted is lost', async () => {
      rmSync(root, { recursive: true })
      await eventually(() => told.includes('rootLost'))
      expect(await backend.rootState()).toBe('lost')
    })

    test('a root that is renamed away, and one put in its place, is not the same root', async () => {
      expect(await backend.rootState()).toBe('there')
      renameSync(root, join(above, 'elsewhere'))
      mkdirSync(root)
      await eventually(async () => (await backend.rootState()) === 'lost')
      if (name !== 'chokidar') await eventually(() => told.includes('rootLost'))
    })

    test('very many changes at once end in a gap, and a folder made last is watched', async () => {
      for (let index = 0; index < 600; index++) write(`a/f${index}.ts`)
      write('a/last/x.ts')
      await eventually(() => told.includes('gap burst'))
      fresh()
      write('a/last/x.ts', 'later')
      await seen('a/last/x.ts')
    })

    test('closing twice is one end, and nothing is reported after it', async () => {
      await backend.close()
      await backend.close()
      fresh()
      write('a/one.ts', 'after')
      await sleep(50)
      expect(dirty).toEqual([])
    })
  })
}
