/** Runs one program after another with its output shown as it comes. For the project's own scripts only. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
