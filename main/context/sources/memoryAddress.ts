/** Asks a service of the person's own on this machine for what they remember. Loopback by number, no redirects, bounded answer, a deadline. */
import { ScribeError } from '../../../shared/domain/error.ts'
import type { MemoryRequest } from './memoryProgram.ts'

/** The body of its answer. `url` was checked by the settings' schema. Throws `context.failed` or `wait.deadline`. */
export async function askAddress(url: string, { body, maxBytes, deadlineMs }: MemoryRequest): Promise<string> {
  const signal = AbortSignal.timeout(deadlineMs)
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' })
    if (!response.ok) throw new ScribeError('context.failed', `The memory answered with status ${response.status}.`)
    return await bodyOf(response, maxBytes)
  } catch (error) {
    if (error instanceof ScribeError) throw error
    if (signal.aborted) throw new ScribeError('wait.deadline', `The memory gave no answer within ${deadlineMs} ms.`)
    throw new ScribeError('context.failed', 'The memory could not be reached.', { cause: error })
  }
}

async function bodyOf(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let left = maxBytes
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk.subarray(0, left))
    left -= chunk.length
    if (left <= 0) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
