/**
 * Makes the summary of one worklog file and writes its projection `artifacts/summaries/ID-summary.md`. Owns the files
 * of it (read in pieces, written whole); the rules are `shared/summaries`. Works on files alone, so that a command
 * without a daemon uses the same function. The time between two pieces is the event loop's.
 */
import type { FileHandle } from 'node:fs/promises'
import { lstat, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'
import { CompatExtraction, type CompatResult } from '../../shared/summaries/compatExtract.ts'
import { renderCompatJson, renderCompatMarkdown } from '../../shared/summaries/compatRender.ts'
import { writeFileAtomic } from '../base/atomicFile.ts'
import { folderInside, isCode, openInside } from '../base/insideRepo.ts'

const WORKLOGS = 'artifacts/worklogs'
const SUMMARIES = 'artifacts/summaries'
/** Scribe's own folder below the Git directory, where files are prepared. */
const SCRATCH = 'scribe'
/** A piece is summarized in some 4 ms. */
const PIECE_BYTES = 64 * 1024

export interface SummaryRequest {
  /** Real path of the folder that holds `artifacts`. */
  readonly root: string
  /** Git directory of the repository; `null` where there is none. */
  readonly gitDir: string | null
  /** A checked id: it becomes part of file names. */
  readonly backlogId: string
  readonly format: 'markdown' | 'json'
  /** Whether the projection is written; it is Markdown whatever the format. */
  readonly write: boolean
  /** ms since 1970. */
  readonly now: number
}

export interface SummaryText {
  readonly text: string
  /** Absolute path of the projection if it was written. */
  readonly path: string | null
  /** True if the worklog was too long to be read as a whole. */
  readonly truncated: boolean
}

/** Throws `worklog.missing`, `worklog.notText`, `worklog.unsafePath` or `summary.failed`. */
export async function summarizeWorklog(request: SummaryRequest): Promise<SummaryText> {
  const { summary, truncated } = await extract(request)
  const markdown = renderCompatMarkdown(summary, request.now)
  const path = request.write ? await writeProjection(request, markdown) : null
  return { text: request.format === 'json' ? renderCompatJson(summary) : markdown, path, truncated }
}

async function extract({ root, backlogId }: SummaryRequest): Promise<CompatResult> {
  const relative = `${WORKLOGS}/${backlogId}.md`
  const file = await openInside(root, relative).catch((cause: unknown) => {
    throw readFailure(cause, join(root, relative))
  })
  if (file === null) throw new ScribeError('worklog.missing', `There is no worklog ${join(root, relative)}. "scribe start" begins one.`)
  try {
    return await readAll(file, backlogId)
  } catch (cause) {
    throw readFailure(cause, join(root, relative))
  } finally {
    await file.close()
  }
}

async function readAll(file: FileHandle, backlogId: string): Promise<CompatResult> {
  const extraction = new CompatExtraction()
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const buffer = Buffer.alloc(PIECE_BYTES)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES)
    extraction.push(decoder.decode(buffer.subarray(0, bytesRead), { stream: bytesRead > 0 }))
    if (bytesRead === 0) return extraction.finish(backlogId)
  }
}

async function writeProjection({ root, gitDir, backlogId }: SummaryRequest, markdown: string): Promise<string> {
  try {
    const path = join(await folderInside(root, SUMMARIES), `${backlogId}-summary.md`)
    const found = await lstat(path).catch(() => null)
    if (found !== null && !found.isFile()) throw new ScribeError('worklog.unsafePath', `${path} is not an ordinary file. It was left as it is.`)
    await writeFileAtomic(path, markdown, gitDir === null ? {} : { via: await folderInside(await realpath(gitDir), SCRATCH) })
    return path
  } catch (cause) {
    if (cause instanceof ScribeError) throw cause
    throw new ScribeError('summary.failed', `The summary of ${backlogId} could not be written: ${codeOf(cause)}.`, { cause })
  }
}

function readFailure(cause: unknown, path: string): unknown {
  if (cause instanceof ScribeError) return cause
  if (isCode(cause, 'ERR_ENCODING_INVALID_ENCODED_DATA')) {
    return new ScribeError('worklog.notText', `${path} holds bytes that are no UTF-8 text, so it cannot be summarized. It was left as it is.`, { cause })
  }
  return new ScribeError('summary.failed', `${path} could not be read: ${codeOf(cause)}.`, { cause })
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
}
