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
