/**
 * Asks a program of the person's own for what they remember: the question as JSON on its input, the answer on its output. No shell
 * and no arguments; bounded output, a deadline, and the end of its whole process group when it is over. Only `settings.json` itself can
 * name it.
 */
import { spawn } from 'node:child_process'
import { ScribeError } from '../../../shared/domain/error.ts'

export interface MemoryRequest {
  /** The question as JSON. */
  readonly body: string
  readonly maxBytes: number
  readonly deadlineMs: number
}

/** What it printed. Throws `context.failed` or `wait.deadline`. */
export function askProgram(path: string, { body, maxBytes, deadlineMs }: MemoryRequest): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const child = spawn(path, [], { cwd: '/', stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  const chunks: Buffer[] = []
  let size = 0
  const timer = setTimeout(() => reject(new ScribeError('wait.deadline', `The memory gave no answer within ${deadlineMs} ms.`)), deadlineMs)
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, maxBytes - size))
    size += chunk.length
    if (size >= maxBytes) resolve(Buffer.concat(chunks).toString('utf8'))
  })
  child.on('error', () => reject(new ScribeError('context.failed', `${path} could not be started.`)))
  child.on('close', (code) => {
    if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'))
    else reject(new ScribeError('context.failed', `The memory ended with code ${code ?? 'none'}.`))
  })
  // It may end without reading the question.
  child.stdin.on('error', () => undefined)
  child.stdin.end(body)
  return promise.finally(() => {
    clearTimeout(timer)
    killGroup(child.pid)
    child.stdout.destroy()
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}
