/** Waiting with an end. */
import { ScribeError } from '../../shared/domain/error.ts'

/** The result of `work`, or `wait.deadline` after `ms`. The work itself is not stopped. */
export async function withDeadline<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ScribeError('wait.deadline', `${what} took longer than ${ms} ms.`)), ms)
  })
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}
