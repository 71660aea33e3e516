/**
 * Those the context is measured beside, on the same repository in the same run: the Python provider's method, the seven Git
 * commands that a context is usually made of as plain child processes (one after another, all at once) and through simple-git with its
 * defaults, and the whole fetch one after another in Node. Each the best simple version of itself.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { simpleGit } from 'simple-git'
import { gitEnvironment } from '../testing/scaffold.ts'

const run = promisify(execFile)
const PYTHON = '/usr/bin/python3'
const SCRIPT = fileURLToPath(new URL('./pythonContext.py', import.meta.url))
const MOST_OUTPUT = 64 * 1024 * 1024

/** What a context needs of Git, a command each. */
export const SEVEN: readonly (readonly string[])[] = [
  ['status', '--porcelain=v2', '--branch', '-z'],
  ['rev-parse', 'HEAD'],
  ['symbolic-ref', '--short', 'HEAD'],
  ['log', '-10', '--format=%H %ct %s'],
  ['diff', '--numstat'],
  ['diff', '--cached', '--numstat'],
  ['stash', 'list'],
]

export interface Contender {
  readonly name: string
  /** Milliseconds of one fetch. */
  fetch(): Promise<number>
  close(): void
}

/** All of them on this repository. */
export function contendersOn(root: string): Contender[] {
  const git = async (args: readonly string[]): Promise<void> => void (await run('git', [...args], { cwd: root, env: gitEnvironment(), maxBuffer: MOST_OUTPUT }))
  const simple = simpleGit(root)
  const files = async (): Promise<void> => {
    const folder = join(root, 'artifacts/worklogs')
    for (const name of await readdir(folder)) await stat(join(folder, name))
    JSON.parse(await readFile(join(root, 'artifacts/session_registry.json'), 'utf8'))
  }
  const inTurn = async (one: (args: readonly string[]) => Promise<unknown>): Promise<void> => {
    for (const args of SEVEN) await one(args)
  }
  return [
    new PythonContender(root),
    timed('seven child processes, one after another', () => inTurn(git)),
    timed('seven child processes at once', async () => void (await Promise.all(SEVEN.map(git)))),
    timed('simple-git, one after another', () => inTurn((args) => simple.raw([...args]))),
    timed('the whole fetch in Node, one after another', async () => {
      await files()
      await inTurn(git)
    }),
  ]
}

function timed(name: string, work: () => Promise<void>): Contender {
  const fetch = async (): Promise<number> => {
    const began = performance.now()
    await work()
    return performance.now() - began
  }
  return { name, fetch, close: () => undefined }
}

/** The provider stays up, as it does inside a program; it times itself, so that asking it costs nothing. */
class PythonContender implements Contender {
  readonly name = 'the Python method'
  readonly #child: ChildProcess
  readonly #lines: Interface

  constructor(root: string) {
    const child = spawn(PYTHON, [SCRIPT], { cwd: root, env: gitEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child = child
    this.#lines = createInterface({ input: child.stdout })
  }

  async fetch(): Promise<number> {
    const answered = new Promise<string>((resolve) => this.#lines.once('line', resolve))
    this.#child.stdin?.write('coder\n')
    return Number(await answered)
  }

  close(): void {
    this.#child.kill()
  }
}
