/**
 * Entry of the store's thread: opens the database in `workerData.folder`, answers requests in groups, closes on
 * `null`. Everything that touches the disk for the record happens here, so the main thread never waits for it.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { type Database, openDatabase } from './database.ts'
import { commitGroup } from './groupCommit.ts'
import { Operations } from './operations.ts'
import type { StoreOpening, StoreRequest } from './storeProtocol.ts'

function serve(port: NonNullable<typeof parentPort>, database: Database): void {
  const operations = new Operations(database.sql)
  let waiting: StoreRequest[] = []
  const flush = (): void => {
    const group = waiting
    waiting = []
    for (const reply of commitGroup(database.sql, operations, group)) port.postMessage(reply)
  }
  port.on('message', (request: StoreRequest | null) => {
    if (request === null) {
      flush()
      database.close()
      port.close()
      return
    }
    if (waiting.push(request) === 1) setImmediate(flush)
  })
}

function refusal(error: unknown): StoreOpening {
  const code = error instanceof ScribeError && (error.code === 'store.owned' || error.code === 'store.newer') ? error.code : 'store.failed'
  return { kind: 'refused', code, message: messageOf(error) }
}

if (parentPort !== null) {
  const port = parentPort
  try {
    const database = openDatabase(String(workerData.folder))
    port.postMessage({ kind: 'open' } satisfies StoreOpening)
    serve(port, database)
  } catch (error) {
    port.postMessage(refusal(error))
  }
}
