/** The Python client's bars: contexts from a live daemon, and answers while it sleeps. Needs a Python from 3.10 on, and nothing else. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Figure, latencies, percentile, round } from './bench.ts'

const SCRIPT = fileURLToPath(new URL('dspyClient.py', import.meta.url))
const SOURCES = fileURLToPath(new URL('../plugins/dspy/src', import.meta.url))

interface Measured {
  readonly ms: readonly number[]
  readonly sources: readonly string[]
  readonly lag_ms?: readonly number[]
}

export interface Asked {
  readonly home: string
  readonly repo: string
  readonly pid: number
}

/** Throws where Python is missing, or where an answer is not from where it is measured to be. */
export async function dspyFigures({ home, repo, pid }: Asked): Promise<Figure[]> {
  const warm = await measured([home, repo, 'warm'])
  if (warm.sources.join() !== 'live') throw new Error(`the daemon did not answer: ${warm.sources}`)
  const asleep = await measured([home, repo, 'asleep', String(pid)])
  if (asleep.sources.includes('live')) throw new Error('the daemon did not sleep')
  return [
    ...latencies('DSPy: aget_context, warm', warm.ms),
    { name: 'DSPy: daemon asleep for 10 s, slowest answer', value: round(Math.max(...asleep.ms)), unit: 'ms', better: 'lower' },
    { name: "DSPy: daemon asleep, lag of the program's loop p99", value: round(percentile(asleep.lag_ms ?? [], 0.99)), unit: 'ms', better: 'lower' },
  ]
}

async function measured(args: readonly string[]): Promise<Measured> {
  const env = { ...process.env, PYTHONPATH: SOURCES, PYTHONDONTWRITEBYTECODE: '1' }
  const child = spawn('python3', [SCRIPT, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (code !== 0) throw new Error(`${SCRIPT} ended with ${code}`)
  return JSON.parse(said)
}
