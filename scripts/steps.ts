/** Runs one program after another with its output shown as it comes. For the project's own scripts only. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Runs a program in the project's folder; its exit code (128 when a signal ended it, 127 when it could not start). */
export async function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...environment } })
  try {
    const [code] = await once(child, 'exit')
    return typeof code === 'number' ? code : 128
  } catch {
    return 127
  }
}

/** A runner that has written its report may be held up by something its tests left behind. So much later it is ended, ms. */
const GRACE_MS = 60_000

/** As `run`, for a runner that writes `report` at its end: 0 also where it had to be ended after that; the report says what failed. */
export async function runReporting(command: readonly [program: string, ...args: string[]], report: string, environment: NodeJS.ProcessEnv): Promise<number> {
  await rm(report, { force: true })
  const [program, ...args] = command
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...environment } })
  let writtenAt: number | null = null
  let isHeldUp = false
  const look = setInterval(() => {
    if (existsSync(report)) writtenAt ??= performance.now()
    if (writtenAt === null || performance.now() - writtenAt < GRACE_MS) return
    isHeldUp = true
    child.kill('SIGKILL')
  }, 1_000)
  try {
    const [code] = await once(child, 'exit')
    if (isHeldUp) process.stdout.write(`${program} did not end within ${GRACE_MS / 1_000} s of its report and was ended.\n`)
    return isHeldUp ? 0 : typeof code === 'number' ? code : 128
  } catch {
    return 127
  } finally {
    clearInterval(look)
  }
}

/** Prints a heading, so that a long run can be read afterwards. */
export function say(text: string): void {
  process.stdout.write(`\n── ${text}\n`)
}

/** How many tests ended how. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Passed at the second try. */
  readonly retried: number
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0, retried: 0 }

export function sum(counts: readonly Counts[]): Counts {
  const add = (a: Counts, b: Counts): Counts => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    retried: a.retried + b.retried,
  })
  return counts.reduce(add, NONE)
}
