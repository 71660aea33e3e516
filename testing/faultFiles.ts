/**
 * The file system's twin that fails: every call is counted, and the one the test names is refused or cut short. A write that
 * is refused has written half, as on a disk that fills up. Everything else reaches the real files.
 */
import { type Files, type OpenFile, systemFiles } from '../main/base/files.ts'

export interface Fault {
  /** The call that meets it, counted from 1. */
  readonly at: number
  /** An error code of the system, or a write of which only the first byte is taken. */
  readonly kind: string | 'short'
  /** Every call from that one on, as a full disk does. */
  readonly lasting?: boolean
}

export class FaultFiles implements Files {
  readonly #fault: Fault
  /** What was called, in order: `write`, `rename`… */
  readonly calls: string[] = []
  /** That the fault really came. */
  fired = false

  constructor(fault: Fault = { at: 0, kind: 'EIO' }) {
    this.#fault = fault
  }

  async open(path: string, flags: string | number, mode?: number): Promise<OpenFile> {
    const file = await this.#call('open', () => systemFiles.open(path, flags, mode))
    return wrappedFile(file, {
      read: (...args) => this.#call('read', () => file.read(...args)),
      write: (bytes, offset) =>
        this.#call(
          'write',
          () => file.write(bytes, offset),
          (taken) => file.write(bytes.subarray(0, taken === 'one' ? offset + 1 : offset + Math.ceil((bytes.length - offset) / 2)), offset),
        ),
      stat: () => this.#call('stat', () => file.stat()),
      truncate: (length) => this.#call('truncate', () => file.truncate(length)),
      datasync: () => this.#call('datasync', () => file.datasync()),
      sync: () => this.#call('sync', () => file.sync()),
    })
  }

  lstat(path: string) {
    return this.#call('lstat', () => systemFiles.lstat(path))
  }
  realpath(path: string): Promise<string> {
    return this.#call('realpath', () => systemFiles.realpath(path))
  }
  mkdir(path: string): Promise<unknown> {
    return this.#call('mkdir', () => systemFiles.mkdir(path))
  }
  rename(from: string, to: string): Promise<void> {
    return this.#call('rename', () => systemFiles.rename(from, to))
  }
  unlink(path: string): Promise<void> {
    return this.#call('unlink', () => systemFiles.unlink(path))
  }

  /** `part` is what a write takes before it is cut short or refused. */
  async #call<T>(name: string, run: () => Promise<T>, part?: (taken: 'one' | 'half') => Promise<T>): Promise<T> {
    const { at, kind, lasting = false } = this.#fault
    const meets = this.calls.push(name) === at || (lasting && this.calls.length > at && at > 0)
    if (!meets) return await run()
    if (kind === 'short' && part === undefined) return await run()
    this.fired = true
    if (kind === 'short' && part !== undefined) return await part('one')
    await part?.('half')
    throw Object.assign(new Error(`${kind}: made by the test, ${name}`), { code: kind })
  }
}

/** An open file, some calls of which are the test's. */
export function wrappedFile(file: OpenFile, own: Partial<OpenFile>): OpenFile {
  return {
    fd: file.fd,
    read: (...args) => file.read(...args),
    write: (...args) => file.write(...args),
    stat: () => file.stat(),
    truncate: (length) => file.truncate(length),
    datasync: () => file.datasync(),
    sync: () => file.sync(),
    close: () => file.close(),
    ...own,
  }
}
