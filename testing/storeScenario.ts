/**
 * A scripted life of the store, for tests that make the system fail under it: opens `argv[2]`, records entries of two
 * sessions one after another, and says each acknowledgement on its own line at once. Run as a process of its own.
 */
import { writeSync } from 'node:fs'
import { openStore, type Store } from '../main/store/store.ts'
import { sampleSession } from './sampleSession.ts'

const ENTRIES = 8

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

/** One entry; refused, it is said so and tried again until `tries` are used up. */
async function record(store: Store, text: string, tries: number): Promise<void> {
  const session_id = `s${text.charCodeAt(0) % 2}`
  const entry = { session_id, at: 1, kind: 'note' as const, lines: [`- ${text} ${'x'.repeat(900)}`] }
  try {
    await store.run({ kind: 'record', records: [{ session: sampleSession({ id: session_id }), changes: [], entries: [entry] }] })
    say(`acked ${text}`)
  } catch (error) {
    say(`refused ${error instanceof Error && 'code' in error ? error.code : error}`)
    if (tries > 1) await record(store, text, tries - 1)
  }
}

const [, , folder = '', prefix = 'a', tries = '1'] = process.argv
try {
  const store = await openStore(new URL('../main/store/storeWorker.ts', import.meta.url), folder)
  store.watchHealth((fault) => say(fault === null ? 'well' : `ill ${fault.code}`))
  say('open')
  for (let n = 0; n < ENTRIES; n++) await record(store, `${prefix}${n}`, Number(tries))
  await store.close()
  say('closed')
} catch (error) {
  say(`failed ${error instanceof Error && 'code' in error ? error.code : error}`)
}
