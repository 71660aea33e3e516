/**
 * What a started Git answers, within bounds: a deadline, a cap on each stream, and the end of its whole process group when
 * either is broken. Knows one child process and nothing of settings. Invariant: it settles by the deadline, whatever the
 * child does, and leaves nothing of the group running when it gave up.
 */
import type { ChildProcess } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { ScribeError } from '../../shared/domain/error.ts'

/** A `git status` of 100,000 changed files is about 12 MB. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024
const MAX_ERROR_CHARACTERS = 4096

export interface GitResult {
  /** `-1` when a signal ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** There was more than fits; `stdout` is its beginning. Only where `mayCut` was asked for. */
  readonly cut: boolean
}

export interface Limits {
  readonly verb: string
  /** Named in the message, ms. */
  readonly deadlineMs: number
  /** What is left of it, ms. */
  readonly leftMs: number
  /** More output than fits is cut, not a failure. */
  readonly mayCut: boolean
  /** Bytes of output that fit. */
  readonly maxBytes?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The child's answer. Rejects with `git.timedOut`, `wait.deadline` (aborted), or `git.failed` when it could not be started or said too much. */
export function collect(child: ChildProcess, limits: Limits): Promise<GitResult> {
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>()
  const { verb, deadlineMs, leftMs, mayCut, signal } = limits
  const maxBytes = Math.min(MAX_OUTPUT_BYTES, limits.maxBytes ?? MAX_OUTPUT_BYTES)
  const out = new BoundedText(maxBytes)
  const errors = new BoundedText(MAX_ERROR_CHARACTERS)
  const giveUp = (): void => {
    killGroup(child.pid)
    // A process that left the group may still hold them open.
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  const fail = (error: ScribeError): void => {
    giveUp()
    reject(error)
  }
  const timer = setTimeout(() => fail(new ScribeError('git.timedOut', `git ${verb} gave no answer within ${deadlineMs} ms.`)), leftMs)
  const onAbort = (): void => fail(notAwaited(verb))
  signal?.addEventListener('abort', onAbort, { once: true })
  child.stdout?.on('data', (chunk: Buffer) => {
    if (out.add(chunk)) return
    if (!mayCut) return fail(new ScribeError('git.failed', `git ${verb} answered more than ${maxBytes} bytes.`))
    giveUp()
    resolve({ code: 0, stdout: out.text(), stderr: errors.text(), cut: true })
  })
  child.stderr?.on('data', (chunk: Buffer) => void errors.add(chunk))
  child.on('error', (cause) => fail(new ScribeError('git.failed', `git ${verb} could not be started.`, { cause })))
  child.on('close', (code) => resolve({ code: code ?? -1, stdout: out.text(), stderr: errors.text(), cut: false }))
  return promise.finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  })
}

/** Whoever asked has stopped waiting. */
export function notAwaited(verb: string): ScribeError {
  return new ScribeError('wait.deadline', `git ${verb} was not waited for any longer.`)
}

/** Text that arrives in pieces, up to a number of bytes; the rest is dropped. */
class BoundedText {
  readonly #decoder = new StringDecoder('utf8')
  readonly #parts: string[] = []
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** False when not all of it fits. */
  add(chunk: Buffer): boolean {
    const fitting = chunk.subarray(0, this.#left)
    this.#left -= fitting.length
    this.#parts.push(this.#decoder.write(fitting))
    return fitting.length === chunk.length
  }

  text(): string {
    return this.#parts.join('') + this.#decoder.end()
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}
