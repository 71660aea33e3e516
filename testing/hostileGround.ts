/**
 * A repository somebody else wrote, with a place outside it where their programs lie. Each program is a canary: it sings
 * (leaves its name) when it is run, so that a test can tell that none was.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from './scaffold.ts'

/** Of equal length in every state, so that Git has to read them, through the filters, to know whether they changed. */
const FILES = ['a.txt', 'b.txt', 'c.txt', 'd.txt']

export class HostileGround {
  readonly outside = tempFolder()
  readonly repo: TestRepo = createRepo({
    files: { ...Object.fromEntries(FILES.map((path) => [path, 'x0\n'])), '.gitignore': 'ignored/\n', 'ignored/x': 'x' },
  })
  #seconds = 0

  constructor() {
    this.repo.write('a.txt', 'x9\n')
    this.repo.commit('second')
  }

  get root(): string {
    return this.repo.root
  }

  config(key: string, value: string): void {
    this.repo.git('config', key, value)
  }

  /** Absolute path of a program that leaves a note that it ran; `answer` is what it prints. */
  canary(name: string, answer = ''): string {
    const path = join(this.outside, `${name}.sh`)
    writeFileSync(path, `#!/bin/sh\necho ${name} >> '${this.outside}/sang'\n${answer}\ncat >/dev/null 2>&1 </dev/null\nexit 0\n`)
    chmodSync(path, 0o755)
    return path
  }

  /** Writes a file of theirs outside the repository, and returns where. */
  put(name: string, text: string, mode = 0o644): string {
    const path = join(this.outside, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { mode })
    return path
  }

  /** The canaries that sang since they were last silenced. */
  sang(): string[] {
    try {
      return [...new Set(readFileSync(join(this.outside, 'sang'), 'utf8').trim().split('\n'))].sort()
    } catch {
      return []
    }
  }

  silence(): void {
    removeFolder(join(this.outside, 'sang'))
  }

  /** The files look changed until Git has read them. */
  disturb(): void {
    this.#seconds++
    for (const path of FILES) {
      const file = join(this.root, path)
      writeFileSync(file, `x${this.#seconds % 8}\n`)
      utimesSync(file, new Date(2020, 1, 1, 1, 1, this.#seconds), new Date(2020, 1, 1, 1, 1, this.#seconds))
    }
  }

  /** What an ordinary Git does in `folder`, to show that a canary can sing; whether it fails is no matter. */
  ordinarily(folder: string, args: readonly string[]): void {
    try {
      // For those that ask for a credential; the others do not read it.
      const input = 'protocol=https\nhost=example.invalid\n\n'
      execFileSync('git', args, { cwd: join(this.root, folder), env: gitEnvironment(), input, stdio: ['pipe', 'ignore', 'ignore'] })
    } catch {
      // A canary seldom answers as the program it stands for.
    }
  }

  remove(): void {
    removeFolder(this.root)
    removeFolder(this.outside)
  }
}
