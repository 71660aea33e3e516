/**
 * The file system as the worklog and the registry use it: one narrow interface, so that a test can let every single call
 * fail, be cut short, or lose power. Product code always uses `systemFiles`.
 */
import * as promises from 'node:fs/promises'

export interface FileFacts {
  readonly size: number
  readonly nlink: number
  readonly ino: number
  readonly mtimeMs: number
  isFile(): boolean
  isSymbolicLink(): boolean
}

export interface OpenFile {
  readonly fd: number
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>
  /** At the end of a file opened for appending, else behind what this handle wrote last. May write less than asked. */
  write(buffer: Buffer, offset: number): Promise<{ readonly bytesWritten: number }>
  stat(): Promise<FileFacts>
  truncate(length: number): Promise<void>
  datasync(): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

export interface Files {
  open(path: string, flags: string | number, mode?: number): Promise<OpenFile>
  lstat(path: string): Promise<FileFacts>
  realpath(path: string): Promise<string>
  mkdir(path: string): Promise<unknown>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
}

export const systemFiles: Files = promises

/** Writes all of `bytes`, however little the system takes at a time. */
export async function writeAll(file: OpenFile, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written)
    written += bytesWritten
  }
}

/** The bytes from `start` to `end`, fewer if the file is shorter. */
export async function readRange(file: OpenFile, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, end - start))
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}
