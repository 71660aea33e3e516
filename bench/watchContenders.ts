/**
 * The watch host as the daemon runs it, with the back end of one's choice, and the contender that is not ours (Debian's
 * python3-watchdog): each a process of its own, so that its memory is its own.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childWatchHost } from '../main/watch/childHost.ts'
import { type BackendName, type FromHost, fromHostSchema } from '../main/watch/hostMessages.ts'
import { eventually } from '../testing/eventually.ts'

/** The built one: running from the sources costs memory for taking their types out, which nobody has in daily use. */
const ENTRY = fileURLToPath(new URL('../out/main/watch/watchHost.js', import.meta.url))

export interface RunningWatch {
  readonly pid: number
  /** Milliseconds from the order to the last root's `ready`. */
  readonly readyMs: number
  readonly heard: readonly FromHost[]
  onMessage(listener: (message: FromHost) => void): void
  close(): void
}

/** Starts a watch host on these roots and waits until all are covered. */
export async function startWatchHost(backend: BackendName, roots: readonly string[]): Promise<RunningWatch> {
  const host = childWatchHost(ENTRY)()
  const heard: FromHost[] = []
  const listeners: ((message: FromHost) => void)[] = []
  host.onMessage((raw) => {
    const message = fromHostSchema.parse(raw)
    heard.push(message)
    for (const listener of listeners) listener(message)
  })
  // The process itself is up before the clock starts: what is measured is watching.
  host.post({ kind: 'prove', root: '', tick: 0 })
  await eventually(() => host.pid, 10_000)
  const since = performance.now()
  for (const root of roots) {
    const gitDir = join(root, '.git')
    host.post({ kind: 'watch', root, gitDir, commonDir: gitDir, ignoredFolders: ['node_modules/'], backend, pollMs: 10_000 })
  }
  let readyMs = 0
  await eventually(() => {
    readyMs = performance.now() - since
    return heard.filter((message) => message.kind === 'ready').length >= roots.length
  }, 120_000)
  return { pid: host.pid ?? 0, readyMs, heard, onMessage: (listener) => void listeners.push(listener), close: () => host.kill() }
}

const WATCHDOG = `
import sys, time
from watchdog.observers import Observer
from watchdog.events import FileSystemEventHandler
observer = Observer()
start = time.monotonic()
for root in sys.argv[1:]:
    observer.schedule(FileSystemEventHandler(), root, recursive=True)
observer.start()
print("ready %.1f" % ((time.monotonic() - start) * 1000), flush=True)
sys.stdin.read()
`

/** python3-watchdog on these roots; `null` where it is not installed. */
export async function startWatchdog(roots: readonly string[]): Promise<{ pid: number; readyMs: number; close(): void } | null> {
  if (spawnSync('/usr/bin/python3', ['-c', 'import watchdog']).status !== 0) return null
  const child: ChildProcess = spawn('/usr/bin/python3', ['-c', WATCHDOG, ...roots], { stdio: ['pipe', 'pipe', 'ignore'] })
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer]
  return { pid: child.pid ?? 0, readyMs: Number(line.toString().split(' ')[1]), close: () => child.kill('SIGKILL') }
}
