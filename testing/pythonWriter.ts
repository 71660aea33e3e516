/** The other of two programs: the Python writer as a process (`testing/compat/python_writer.py`). */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const SCRIPT = fileURLToPath(new URL('./compat/python_writer.py', import.meta.url))
const DEADLINE_MS = 300_000

/** Tests that need it are skipped where there is no Python. */
export const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0

/** Runs one action to its end; what it printed. Throws if it fails. */
export async function python(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('python3', [SCRIPT, ...args], { timeout: DEADLINE_MS, maxBuffer: 2 ** 26 })
  return stdout
}

/** Many actions on one process: each line is a path, each answer a line. */
export async function pythonResave(paths: readonly string[]): Promise<number[]> {
  const child = start('resave', '-')
  child.stdin?.end(paths.map((path) => `${path}\n`).join(''))
  return (await linesOf(child)).map(Number)
}

export interface PythonRun {
  /** What it has acknowledged so far. */
  readonly acked: readonly string[]
  /** Settles when it has ended by itself; throws if it failed. */
  readonly ended: Promise<void>
  kill(): Promise<void>
}

/** Starts an action that acknowledges what it does, line by line. */
export function startPython(...args: readonly string[]): PythonRun {
  const child = start(...args)
  const acked: string[] = []
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => acked.push(line))
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const ended = exited.then(([code, signal]) => {
    if (code !== 0 && signal !== 'SIGKILL') throw new Error(`python ended with ${code}`)
  })
  ended.catch(() => undefined)
  return {
    acked,
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function start(...args: readonly string[]): ChildProcess {
  return spawn('python3', [SCRIPT, ...args], { stdio: ['pipe', 'pipe', 'inherit'], timeout: DEADLINE_MS, killSignal: 'SIGKILL' })
}

async function linesOf(child: ChildProcess): Promise<string[]> {
  const lines: string[] = []
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => lines.push(line))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`python ended with ${code}`)
  return lines
}
