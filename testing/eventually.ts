/** Waits for something to become true, with a deadline: for tests of what other processes do. */
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The first value of `probe` that is neither `false`, `null` nor `undefined`; throws after `ms` with the last failure.
 * The deadline is a bound on hanging, not on speed: a busy machine must not turn a test red.
 */
export async function eventually<T>(probe: () => T | Promise<T>, ms = 30_000): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + ms
  for (;;) {
    const { value, error } = await attempt(probe)
    if (value !== false && value !== null && value !== undefined) return value as NonNullable<Exclude<T, false>>
    if (performance.now() > deadline) throw error ?? new Error(`not true within ${ms} ms: ${String(probe)}`)
    await sleep(15)
  }
}

async function attempt<T>(probe: () => T | Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await probe() }
  } catch (error) {
    return { error }
  }
}
