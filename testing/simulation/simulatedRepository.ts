/**
 * A repository of a simulation: real files in a real folder, and a model of what Git knows of them. Answers as Git would, through the
 * product's own gate's shape; what it says is read by the product's real parsers. Can be made to fail or to hang.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GitResult } from '../../main/git/collect.ts'
import type { GitRun } from '../../main/git/gitClient.ts'
import { ScribeError } from '../../shared/domain/error.ts'

const HANG_MS = 10_000

export class SimulatedRepository {
  readonly root: string
  readonly gitDir: string
  branch: string
  head: string
  /** Files that differ from HEAD: path to how often they were written. */
  readonly dirty = new Map<string, number>()
  /** How Git answers now. */
  mood: 'well' | 'fails' | 'hangs' = 'well'
  readonly #commits: { readonly id: string; readonly subject: string; readonly branch: string }[] = []
  readonly #heads = new Map<string, string>()
  #writes = 0

  constructor(root: string, branch: string) {
    this.root = root
    this.gitDir = join(root, '.git')
    this.branch = branch
    this.head = idOf(0)
    mkdirSync(this.gitDir, { recursive: true })
    writeFileSync(join(this.gitDir, 'HEAD'), 'ref')
  }

  /** Another length each time, so that a stamp is another one whatever the clock of the disk says. */
  write(path: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true })
    writeFileSync(join(this.root, path), 'x'.repeat(++this.#writes))
    this.dirty.set(path, this.#writes)
  }

  /** Back to what HEAD has, which here is nothing. */
  revert(path: string): void {
    rmSync(join(this.root, path), { force: true })
    this.dirty.delete(path)
  }

  commit(subject: string): void {
    this.head = idOf(this.#commits.length + 1)
    this.#commits.push({ id: this.head, subject, branch: this.branch })
    this.dirty.clear()
  }

  /** Changed files stay, as with a plain checkout. */
  checkout(branch: string): void {
    this.#heads.set(this.branch, this.head)
    this.branch = branch
    this.head = this.#heads.get(branch) ?? this.head
  }

  /** What Git says to this run. */
  async answer({ args }: GitRun): Promise<GitResult> {
    await Promise.resolve()
    if (this.mood === 'hangs') await new Promise((resolve) => setTimeout(resolve, HANG_MS))
    if (this.mood !== 'well') throw new ScribeError(this.mood === 'hangs' ? 'git.timedOut' : 'git.failed', `git ${args[0]} gives no answer.`)
    return { code: 0, stdout: this.#stdout(args), stderr: '', cut: false }
  }

  #stdout(args: readonly string[]): string {
    switch (args[0]) {
      case 'rev-parse':
        return args.includes('--show-toplevel')
          ? `${this.root}\n`
          : args.includes('--git-common-dir') || args.includes('--absolute-git-dir')
            ? `${this.gitDir}\n`
            : 'false\n'
      case 'status':
        return [`# branch.oid ${this.head}`, `# branch.head ${this.branch}`, ...[...this.dirty.keys()].map((path) => `? ${path}`), ''].join('\0')
      case 'log':
        return this.#log(args.find((argument) => argument.includes('..')) ?? '')
      default:
        return ''
    }
  }

  #log(range: string): string {
    const [from = '', to = ''] = range.split('..')
    const place = (id: string): number => this.#commits.findIndex((commit) => commit.id === id)
    return this.#commits
      .slice(place(from) + 1, place(to) + 1)
      .reverse()
      .map(({ id, subject }) => `${id} ${subject}\0`)
      .join('')
  }
}

function idOf(n: number): string {
  return n.toString(16).padStart(40, 'a')
}
