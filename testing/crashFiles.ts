/**
 * A file system in memory that can lose power. What was not flushed may be there, in part, as zeros, or not at all; what
 * was done in a folder that was not flushed may have happened or not, each step for itself. The strictest reading of what
 * systems promise: a real one usually loses less.
 */
import { constants } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { FileFacts, Files, OpenFile } from '../main/base/files.ts'

interface Node {
  readonly ino: number
  readonly kind: 'file' | 'folder'
  /** What a power cut leaves for certain. */
  durable: Buffer
  content: Buffer
  /** Content after each change since the last flush, in order. */
  unflushed: Buffer[]
  durableNames: Map<string, number>
  names: Map<string, number>
  /** Steps in this folder since its last flush. */
  steps: { readonly name: string; readonly ino: number | null }[]
}

/** A whole number from 0 to below `limit`. */
export type Random = (limit: number) => number

/** The same numbers for the same seed, on every machine (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}

export class CrashFiles implements Files {
  #nodes = new Map<number, Node>()
  #nextIno = 2
  /** Called after each change, when a crash would find something new. */
  onChange: () => void = () => undefined

  constructor() {
    this.#nodes.set(1, emptyNode(1, 'folder'))
  }

  /** Makes folders that are there for certain. */
  setUp(path: string): void {
    let folder = this.#node(1)
    for (const name of path.split('/').filter(Boolean)) {
      const known = folder.names.get(name)
      const child = known === undefined ? this.#create('folder') : this.#node(known)
      folder.names.set(name, child.ino)
      folder.durableNames.set(name, child.ino)
      folder = child
    }
  }

  text(path: string): string | null {
    const node = this.#find(path)
    return node === null ? null : node.content.toString()
  }

  list(path: string): string[] {
    return [...(this.#find(path)?.names.keys() ?? [])]
  }

  /** The disk as it may be found after a power cut now. */
  crashed(random: Random): CrashFiles {
    const after = new CrashFiles()
    after.#nextIno = this.#nextIno
    for (const node of this.#nodes.values()) after.#nodes.set(node.ino, survivor(node, random))
    return after
  }

  async open(path: string, flags: string | number, _mode?: number): Promise<OpenFile> {
    const bits = Number(flags)
    const found = this.#find(path)
    if (found === null && (bits & constants.O_CREAT) === 0) throw failure('ENOENT', path)
    if (found !== null && (bits & constants.O_EXCL) !== 0) throw failure('EEXIST', path)
    if (found !== null && (bits & constants.O_DIRECTORY) !== 0 && found.kind !== 'folder') throw failure('ENOTDIR', path)
    const node = found ?? this.#add(path, 'file')
    if ((bits & constants.O_TRUNC) !== 0) this.#set(node, Buffer.alloc(0))
    return this.#handle(node, (bits & constants.O_APPEND) !== 0)
  }

  async lstat(path: string): Promise<FileFacts> {
    const node = this.#find(path)
    if (node === null) throw failure('ENOENT', path)
    return factsOf(node)
  }

  async realpath(path: string): Promise<string> {
    return path
  }

  async mkdir(path: string): Promise<void> {
    if (this.#find(path) !== null) throw failure('EEXIST', path)
    this.#add(path, 'folder')
  }

  async rename(from: string, to: string): Promise<void> {
    const node = this.#find(from)
    if (node === null) throw failure('ENOENT', from)
    this.#step(to, node.ino)
    this.#step(from, null)
    this.onChange()
  }

  async unlink(path: string): Promise<void> {
    if (this.#find(path) === null) throw failure('ENOENT', path)
    this.#step(path, null)
    this.onChange()
  }

  #handle(node: Node, appends: boolean): OpenFile {
    let at = 0
    return {
      fd: -1,
      read: async (...[buffer, offset, length, position]) => ({ bytesRead: node.content.copy(buffer, offset, position, position + length) }),
      write: async (buffer, offset) => {
        const bytes = buffer.subarray(offset)
        const start = appends ? node.content.length : at
        this.#set(node, Buffer.concat([node.content.subarray(0, start), bytes, node.content.subarray(start + bytes.length)]))
        at = start + bytes.length
        return { bytesWritten: bytes.length }
      },
      stat: async () => factsOf(node),
      truncate: async (length) => this.#set(node, node.content.subarray(0, length)),
      datasync: async () => this.#flush(node),
      sync: async () => this.#flush(node),
      close: async () => undefined,
    }
  }

  #set(node: Node, content: Buffer): void {
    node.content = Buffer.from(content)
    node.unflushed.push(node.content)
    this.onChange()
  }

  #flush(node: Node): void {
    node.durable = node.content
    node.unflushed = []
    node.durableNames = new Map(node.names)
    node.steps = []
    this.onChange()
  }

  #add(path: string, kind: Node['kind']): Node {
    const node = this.#create(kind)
    this.#step(path, node.ino)
    this.onChange()
    return node
  }

  #step(path: string, ino: number | null): void {
    const folder = this.#find(dirname(path))
    if (folder === null) throw failure('ENOENT', path)
    const name = basename(path)
    if (ino === null) folder.names.delete(name)
    else folder.names.set(name, ino)
    folder.steps.push({ name, ino })
  }

  #create(kind: Node['kind']): Node {
    const node = emptyNode(this.#nextIno++, kind)
    this.#nodes.set(node.ino, node)
    return node
  }

  #find(path: string): Node | null {
    let node = this.#node(1)
    for (const name of path.split('/').filter(Boolean)) {
      const ino = node.names.get(name)
      if (ino === undefined) return null
      node = this.#node(ino)
    }
    return node
  }

  #node(ino: number): Node {
    const node = this.#nodes.get(ino)
    if (node === undefined) throw new Error(`no inode ${ino}`)
    return node
  }
}

function emptyNode(ino: number, kind: Node['kind']): Node {
  return { ino, kind, durable: Buffer.alloc(0), content: Buffer.alloc(0), unflushed: [], durableNames: new Map(), names: new Map(), steps: [] }
}

/** What is left of one inode: its flushed state, and of what came after it whatever chance lets through. */
function survivor(node: Node, random: Random): Node {
  const names = new Map(node.durableNames)
  for (const { name, ino } of node.steps) {
    if (random(2) === 0) continue
    if (ino === null) names.delete(name)
    else names.set(name, ino)
  }
  const content = survivingContent(node, random)
  return { ...emptyNode(node.ino, node.kind), durable: content, content, names, durableNames: new Map(names) }
}

function survivingContent(node: Node, random: Random): Buffer {
  const wanted = [node.durable, ...node.unflushed][random(node.unflushed.length + 1)] ?? node.durable
  let same = 0
  while (same < Math.min(wanted.length, node.durable.length) && wanted[same] === node.durable[same]) same++
  if (same === wanted.length) return wanted
  // The change came through up to somewhere; the length may have, without the bytes.
  const torn = same + random(wanted.length - same + 1)
  const zeros = random(3) === 0 ? wanted.length - torn : 0
  return Buffer.concat([wanted.subarray(0, torn), Buffer.alloc(zeros)])
}

function factsOf(node: Node): FileFacts {
  return { size: node.content.length, nlink: 1, ino: node.ino, mtimeMs: 0, isFile: () => node.kind === 'file', isSymbolicLink: () => false }
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
