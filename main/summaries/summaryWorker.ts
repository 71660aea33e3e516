/**
 * Entry of the thread that reads the record: summaries of long sessions and searches over all of them take time that the main thread
 * and the store's have not. Owns a connection that cannot write. Ends when it is told to.
 */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { assertNever } from '../../shared/domain/assertNever.ts'
import { messageOf } from '../../shared/domain/error.ts'
import { Reader } from '../store/reader.ts'
import { customPatterns } from './customPatterns.ts'
import type { Asked, Question, Told } from './readingProtocol.ts'
import { SessionSummaries } from './sessionSummaries.ts'

/** Behind every thread that somebody waits for. On Linux this is a thread's own; on macOS it would be the whole process's. */
const NICENESS = 10

class Reading {
  readonly #reader: Reader
  readonly #sessions: SessionSummaries

  constructor({ store, patterns }: { readonly store: string; readonly patterns: string }) {
    this.#reader = new Reader(store)
    this.#sessions = new SessionSummaries(this.#reader, { patterns: customPatterns(patterns) })
  }

  answer(question: Question): unknown {
    const reader = this.#reader
    switch (question.kind) {
      case 'search':
        return reader.search(question.request)
      case 'summarize': {
        const { sessionId, ...about } = question
        return this.#sessions.of(sessionId, about)
      }
      case 'summaries':
        return reader.summaries({ limit: question.limit, ...(question.repo === null ? {} : { repo: question.repo }) })
      case 'summaryOf':
        return reader.summaryOf(question.sessionId)
      case 'sharedFiles':
        return reader.sharedFiles({ ...question, repo: question.repo ?? undefined } as Parameters<Reader['sharedFiles']>[0])
      case 'folderShares':
        return reader.folderShares(question.since)
      case 'archived':
        return reader.sessions.archived(question.request)
      case 'archivedSession':
        return reader.sessions.archivedOne(question.sessionId)
      case 'activity':
        return reader.sessions.activity(question.request)
      case 'filesOf':
        return reader.sessions.filesOf(question.sessionId, question.limit)
      case 'filesSince':
        return reader.sessions.filesSince(question.request)
      case 'day':
        return reader.sessions.day(question.since, question.spanMs)
      case 'commitLines':
        return reader.sessions.commitLines(question.sessionId, question.limit)
      case 'knownPaths':
        return reader.knownPaths(question.repo, question.paths)
      default:
        return assertNever(question)
    }
  }

  close(): void {
    this.#reader.close()
  }
}

if (parentPort !== null) {
  const port = parentPort
  if (process.platform === 'linux') setPriority(NICENESS)
  const reading = new Reading(workerData)
  const tell = (told: Told): void => port.postMessage(told)
  port.on('message', async (asked: Asked | null) => {
    if (asked === null) {
      reading.close()
      return port.close()
    }
    try {
      tell({ id: asked.id, ok: true, answer: await reading.answer(asked.question) })
    } catch (error) {
      tell({ id: asked.id, ok: false, message: messageOf(error) })
    }
  })
}
