/** Whether a process runs. One that has ended and only waits for its parent to notice (in a container perhaps for ever) does not. */
import { execFileSync } from 'node:child_process'

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^[ZX]/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim())
  } catch {
    return false
  }
}
