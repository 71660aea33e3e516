/**
 * Entry of the store's thread: opens the database in `workerData.folder`, answers requests in groups, closes on
 * `null`. Everything that touches the disk for the record happens here, so the main thread never waits for it.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { type Database, openDatabase } from './database.ts'
import { commitGroup } from './groupCommit.ts'
import { Operations } from './operations.ts'
import { refusalOf } from './refusal.ts'
import type { StoreOpening, StoreReply, StoreRequest } from './storeProtocol.ts'

function serve(port: NonNullable<typeof parentPort>, database: Database): void {
  let operations = new Operations(database.sql)
  let waiting: StoreRequest[] = []
  const flush = (): void => {
    const group = waiting
    waiting = []
    const replies = commitGroup(database.sql, operations, group)
    if (replies.some(tellsOfDisk)) operations = renewed(database, operations)
    for (const reply of replies) port.postMessage(reply)
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

function tellsOfDisk(reply: StoreReply): boolean {
  return !reply.ok && reply.disk
}

/** A new connection, if the disk gives one; else the old one is tried again, and fails again. */
function renewed(database: Database, operations: Operations): Operations {
  try {
    database.renew()
    return new Operations(database.sql)
  } catch {
    return operations
  }
}

if (parentPort !== null) {
  const port = parentPort
  const say = (opening: StoreOpening): void => port.postMessage(opening)
  try {
    const database = openDatabase(String(workerData.folder), () => say({ kind: 'migrating' }))
    say({ kind: 'open' })
    serve(port, database)
  } catch (error) {
    say({ kind: 'refused', ...refusalOf(error) })
  }
}
