/**
 * Turns single operations into group commits: everything that has arrived when the loop is free shares one
 * transaction and one flush to disk. No waiting window: alone, an operation commits at once. Each operation has a
 * savepoint of its own, so one that fails takes no other with it. An answer leaves only after COMMIT.
 */
import type { DatabaseSync } from 'node:sqlite'
import { messageOf } from '../../shared/domain/error.ts'
import { type Operations, writes } from './operations.ts'
import { refusalOf } from './refusal.ts'
import type { StoreReply, StoreRequest } from './storeProtocol.ts'

/** Most operations in one transaction; keeps the commit, and so the wait of the first, short (bound 10 ms). */
const GROUP = 256

/** Runs the requests as transactions of at most `GROUP` and returns their replies in order. */
export function commitGroup(sql: DatabaseSync, operations: Operations, requests: readonly StoreRequest[]): StoreReply[] {
  const replies: StoreReply[] = []
  for (let start = 0; start < requests.length; start += GROUP) {
    replies.push(...commitOne(sql, operations, requests.slice(start, start + GROUP)))
  }
  return replies
}

function commitOne(sql: DatabaseSync, operations: Operations, requests: readonly StoreRequest[]): StoreReply[] {
  if (!requests.some((request) => writes(request.operation))) return requests.map((request) => attempt(request, () => operations.run(request.operation)))
  try {
    sql.exec('BEGIN IMMEDIATE')
    const replies = requests.map((request) => attempt(request, () => withinSavepoint(sql, () => operations.run(request.operation))))
    sql.exec('COMMIT')
    return replies
  } catch (error) {
    if (sql.isTransaction) sql.exec('ROLLBACK')
    return requests.map((request) => refusal(request, error))
  }
}

function withinSavepoint(sql: DatabaseSync, run: () => unknown): unknown {
  sql.exec('SAVEPOINT one')
  try {
    const answer = run()
    sql.exec('RELEASE one')
    return answer
  } catch (error) {
    if (!sql.isTransaction) throw new TransactionLost(error)
    sql.exec('ROLLBACK TO one; RELEASE one')
    throw error
  }
}

/** SQLite rolled everything back by itself (it may, on a full disk): no answer given in this group is true. */
class TransactionLost extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause), { cause })
  }
}

function attempt(request: StoreRequest, run: () => unknown): StoreReply {
  try {
    return { id: request.id, ok: true, answer: run(), wrote: writes(request.operation) }
  } catch (error) {
    if (error instanceof TransactionLost) throw error
    return refusal(request, error)
  }
}

function refusal(request: StoreRequest, error: unknown): StoreReply {
  return { id: request.id, ok: false, ...refusalOf(error) }
}
