/**
 * A folder a test may do anything in, with a repository `repo` in it, and the proof that Scribe left everything there
 * alone that is not its own.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { listFolder } from './folderListing.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from './scaffold.ts'

/** What Scribe may write, relative to the folder the repository lies in. */
const OURS = /^repo\/(?:artifacts(?:\/|$)|\.ai_state\.json$|\.git\/scribe(?:\/|$))/
/** Scribe's folder in the Git directory. */
const MARKER = /^repo\/\.git\/scribe(?:\/|$)/

type Listing = Record<string, string>

export class Grounds {
  readonly folder = tempFolder()
  #before: Listing = {}

  at(path: string): string {
    return join(this.folder, path)
  }

  put(path: string, content: string | Buffer): void {
    mkdirSync(dirname(this.at(path)), { recursive: true })
    writeFileSync(this.at(path), content)
  }

  read(path: string): string {
    return readFileSync(this.at(path), 'utf8')
  }

  /** A repository at `repo` with one commit. */
  repo(branch = 'feat/B-1009-demo'): TestRepo {
    return createRepo({ folder: this.at('repo'), branch, files: { 'a.ts': 'one\n' } })
  }

  /** From here on nothing but what is ours may change. */
  remember(): void {
    this.#before = listFolder(this.folder)
  }

  /** No file of a record was made; the watch may have left its marker. */
  expectNoRecord(): void {
    expect(without(MARKER, listFolder(this.folder))).toEqual(without(MARKER, this.#before))
  }

  expectOnlyOurs(): void {
    expect(without(OURS, listFolder(this.folder))).toEqual(without(OURS, this.#before))
  }

  remove(): void {
    removeFolder(this.folder)
  }
}

function without(some: RegExp, listing: Listing): Listing {
  return Object.fromEntries(Object.entries(listing).filter(([path]) => !some.test(path)))
}
