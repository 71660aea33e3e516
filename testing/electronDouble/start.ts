/**
 * Starts an app on the double: `node --import register.ts start.ts <entry>`, then waits to be told its browser. Becomes
 * ready only after the entry has been evaluated, as Electron does, and says so when the entry waits for that in vain.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'
import { app } from './app.ts'
import { useBrowser } from './browserWindow.ts'
import * as electron from './electron.ts'
import type { Evaluated, Order } from './launch.ts'

const EVALUATION_DEADLINE_MS = 10_000

async function start(entry: string, browser: string): Promise<void> {
  const connected = await chromium.connectOverCDP(browser)
  const context = connected.contexts()[0]
  if (context === undefined) throw new Error('electronDouble: the browser has no context')
  await useBrowser(context)
  const stuck = setTimeout(() => fail(new Error('the entry was not evaluated in time: does it await ready at its top level?')), EVALUATION_DEADLINE_MS)
  // For a bench: when the app's own work begins.
  Object.assign(globalThis, { importedAt: performance.now() })
  await import(pathToFileURL(resolve(entry)).href)
  clearTimeout(stuck)
  app.becomeReady()
}

function fail(error: unknown): never {
  process.stderr.write(`electronDouble: ${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(70)
}

/** Runs a function of the test, sent as text, with the double as its first argument. */
async function evaluate({ id, source, argument }: Extract<Order, { kind: 'evaluate' }>): Promise<void> {
  const answer = (result: Omit<Evaluated, 'id'>): unknown => process.send?.({ id, ...result } satisfies Evaluated)
  try {
    const run: (module: object, argument: unknown) => unknown = new Function(`return (${source})`)()
    answer({ value: await run(electron, argument) })
  } catch (error) {
    answer({ error: String(error) })
  }
}

process.on('message', (order: Order) => {
  if (order.kind === 'evaluate') void evaluate(order)
  else start(process.argv[2] ?? '', order.browser).catch(fail)
})
process.on('disconnect', () => process.exit(1))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())
