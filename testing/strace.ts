/**
 * Makes the system itself fail under a process: `strace` lets chosen calls return an error, or kills at them. Only Linux,
 * and only where tracing is allowed; elsewhere the reason is printed and the tests are skipped.
 */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const DEADLINE_MS = 60_000

/** Whether calls can be made to fail here; installs `strace` where this process may do that. */
export function canInject(): boolean {
  if (process.platform !== 'linux') return no('strace runs on Linux only')
  if (!works('strace', '-V') && !install()) return no('strace is not installed, and cannot be installed by this user')
  if (!works('strace', '-qq', '-o', '/dev/null', '-e', 'inject=getpid:retval=1', 'true')) return no('this machine does not allow tracing')
  return true
}

function works(program: string, ...args: string[]): boolean {
  return run(program, args).status === 0
}

function install(): boolean {
  if (process.getuid?.() !== 0) return false
  run('apt-get', ['update', '-qq'])
  return works('apt-get', 'install', '-y', '-qq', 'strace')
}

function run(program: string, args: string[]): SpawnSyncReturns<Buffer> {
  return spawnSync(program, args, { timeout: DEADLINE_MS })
}

function no(reason: string): false {
  process.stdout.write(`system faults are not made here: ${reason}\n`)
  return false
}

export interface Injected {
  /** What the process said, line by line. */
  readonly lines: readonly string[]
  /** How often the fault came. */
  readonly fired: number
  readonly killed: boolean
}

export interface Injection {
  /** The system calls it meets, for example `fsync` or `pwrite64`. */
  readonly calls: string
  /** `signal=SIGKILL:when=3`, `error=EIO:when=2+` and the like; without it nothing fails and calls are only counted. */
  readonly fault: string
  /** Only calls on these files count. */
  readonly paths?: readonly string[]
}

/** Runs Node on `args` to its end with calls that fail. One worker thread of the pool, so that counts are the same each time. */
export async function runInjected(args: readonly string[], { calls, fault, paths = [] }: Injection): Promise<Injected> {
  const folder = mkdtempSync(join(tmpdir(), 'st-'))
  const log = join(folder, 'log')
  const traced = ['-f', '-qq', '-o', log, ...onPaths(paths), '-e', `trace=${calls}`, '-e', `inject=${calls}:${fault}`]
  try {
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1', NODE_V8_COVERAGE: '' }
    const child = spawn('strace', [...traced, process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env,
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    })
    const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>])
    const calledBack = readFileSync(log, 'utf8')
    const killed = signal === 'SIGKILL' || code === 137 || calledBack.includes('+++ killed by SIGKILL')
    return { lines: output.split('\n').filter(Boolean), fired: calledBack.split('(INJECTED)').length - 1, killed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How often the calls happen (on these files, if any are named) in a run without faults, the most of any thread. */
export async function countCalls(args: readonly string[], calls: string, paths: readonly string[] = []): Promise<Map<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'st-'))
  const log = join(folder, 'log')
  try {
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1', NODE_V8_COVERAGE: '' }
    const child = spawn('strace', ['-f', '-qq', '-o', log, ...onPaths(paths), '-e', `trace=${calls}`, process.execPath, ...args], {
      stdio: 'ignore',
      env,
      timeout: DEADLINE_MS,
    })
    await once(child, 'exit')
    const perThread = new Map<string, number>()
    for (const [, thread, call] of readFileSync(log, 'utf8').matchAll(/^(\d+) +(\w+)\(/gm)) {
      perThread.set(`${call} ${thread}`, (perThread.get(`${call} ${thread}`) ?? 0) + 1)
    }
    const most = new Map<string, number>()
    for (const [key, count] of perThread) {
      const [call = ''] = key.split(' ')
      most.set(call, Math.max(count, most.get(call) ?? 0))
    }
    return most
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function onPaths(paths: readonly string[]): string[] {
  return paths.flatMap((path) => ['-P', path])
}
