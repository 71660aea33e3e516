/**
 * One sample repository: real files and real commits, made on the spot. Beside the gate (`main/git`), which only ever reads, this is the
 * only code of Scribe that starts Git: it writes, and only below a demo's folder. Git has no settings of the person's here.
 */
import { execFile } from 'node:child_process'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { DemoProject } from './demoProjects.ts'

const start = promisify(execFile)
/** Lines of a sample file; an older one makes room. */
const MOST_LINES = 60
/** As for any repository whose owner has agreed to keep Scribe's files out of Git. */
const EXCLUDED = '/artifacts/\n/.ai_state.json\n'

export class DemoRepository {
  readonly root: string
  readonly project: DemoProject
  readonly #program: string
  #lines = 0

  constructor(place: { readonly folder: string; readonly project: DemoProject; readonly git: string }) {
    this.root = join(place.folder, place.project.name)
    this.project = place.project
    this.#program = place.git
  }

  /** Makes it, with a first commit `at` that time (ms since 1970). */
  async create(at: number): Promise<void> {
    await mkdir(this.root, { recursive: true })
    await this.#git(['init', '--quiet', '--initial-branch', 'main'])
    await mkdir(join(this.root, '.git/info'), { recursive: true })
    await appendFile(join(this.root, '.git/info/exclude'), EXCLUDED)
    for (const path of this.project.files) await this.edit(path)
    await this.commit('Begin', at)
  }

  async branch(name: string): Promise<void> {
    await this.#git(['switch', '--quiet', '--create', name])
  }

  /** Adds a line to a file. */
  async edit(path: string): Promise<void> {
    const kept = (await readFile(join(this.root, path), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')
    this.#lines += 1
    const lines = [...kept, this.project.line.replaceAll('$', String(this.#lines))].slice(-MOST_LINES)
    await this.write(path, `${lines.join('\n')}\n`)
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }

  /** Commits everything; the id of the commit. */
  async commit(subject: string, at: number): Promise<string> {
    await this.#git(['add', '--all'])
    await this.#git(['commit', '--quiet', '--allow-empty', '--message', subject], at)
    return (await this.#git(['rev-parse', 'HEAD'])).trim()
  }

  /** It is gone, as when its disk was taken out. */
  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true })
  }

  async #git(args: readonly string[], at = Date.now()): Promise<string> {
    const date = `@${Math.floor(at / 1_000)} +0000`
    const env = { ...ENVIRONMENT, PATH: process.env.PATH, HOME: this.root, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
    const { stdout } = await start(this.#program, ['-c', 'core.hooksPath=/dev/null', ...args], { cwd: this.root, env, timeout: 30_000 })
    return stdout
  }
}

const ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@example.invalid',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@example.invalid',
}
