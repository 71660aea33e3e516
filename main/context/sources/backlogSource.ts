/**
 * Files of the repository that speak of the backlog item: the backlog itself, product requirements and task lists, by the names the
 * Python program knows. Found among the tracked files by Git's index, read in part; which tasks are open is told by their boxes.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceData } from '../../../shared/domain/contextData.ts'
import { ScribeError } from '../../../shared/domain/error.ts'
import type { GitClient } from '../../git/gitClient.ts'
import { readPlainFile } from '../../git/plainFile.ts'
import { foreignLine, foreignLines } from '../foreignText.ts'
import type { ContextPlace, Source } from '../source.ts'
import { factsOf, headOf, inTurns } from './repoFiles.ts'
import type { SourceParts } from './sourceParts.ts'

const MOST_DOCUMENTS = 8
const MOST_BACKLOG_BYTES = 512 * 1024
const MOST_DOCUMENT_BYTES = 64 * 1024
const MOST_REMEMBERED = 64
const REMEMBERED_MS = 60_000
const MOST_NAMES_BYTES = 64 * 1024
const ITEM_LINES = { lines: 10, characters: 400 } as const
const TASK_LINES = { lines: 20, characters: 300 } as const
const NAME_LENGTH = 500

export function backlogSource(parts: SourceParts): Source<SourceData['backlog']> {
  const names = new TrackedNames(parts.git)
  return {
    name: 'backlog',
    ttl: 'files',
    variant: (_question, { session }) => session?.backlog_id ?? '',
    mark: async ({ git, root }) => {
      const index = git === null ? null : await stat(join(git.gitDir, 'index')).catch(() => null)
      return { text: `${index?.mtimeMs}.${index?.size} ${parts.moves.of(root).stirred}`, proven: false }
    },
    fetch: async (place, _question, signal) => {
      const id = place.session?.backlog_id
      if (id === undefined || place.git === null) return { item: [], documents: [] }
      const paths = await names.of(place, { id, signal })
      const [backlogs, documents] = [paths.filter((path) => isBacklog(path)), paths.filter((path) => !isBacklog(path))]
      const items = await inTurns(backlogs.slice(0, 2), (path) => itemLines(place.root, path, id))
      return { item: items.flat(), documents: await inTurns(documents.slice(0, MOST_DOCUMENTS), (path) => documentOf(place.root, path)) }
    },
  }
}

interface Asked {
  readonly id: string
  readonly signal: AbortSignal
}

/** The documents' names. Git is asked anew when another number of files is tracked, one of them is gone, or it was long ago: most commits bring no names. */
class TrackedNames {
  readonly #git: GitClient
  readonly #known = new Map<string, { readonly count: number; readonly paths: readonly string[]; readonly at: number }>()

  constructor(git: GitClient) {
    this.#git = git
  }

  async of({ root, git }: ContextPlace, { id, signal }: Asked): Promise<readonly string[]> {
    const name = `${root}\0${id}`
    const count = git === null ? null : await trackedCount(git.gitDir)
    const known = this.#known.get(name)
    if (known?.count === count && performance.now() - known.at < REMEMBERED_MS && (await allThere(root, known.paths))) return known.paths
    const paths = await documentPaths(this.#git, root, { id, signal })
    this.#known.delete(name)
    if (count !== null) this.#known.set(name, { count, paths, at: performance.now() })
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST_REMEMBERED && oldest !== undefined) this.#known.delete(oldest)
    return paths
  }
}

async function allThere(root: string, paths: readonly string[]): Promise<boolean> {
  return (await Promise.all(paths.map((path) => factsOf(root, path)))).every((facts) => facts !== null)
}

/** Number of entries of the index, told by its header (git-scm.com/docs/index-format); `null` where there is none. */
async function trackedCount(gitDir: string): Promise<number | null> {
  const header = await readPlainFile(join(gitDir, 'index'), () => ({ start: 0, length: 12 }))
  return header !== null && header.length === 12 && header.toString('latin1', 0, 4) === 'DIRC' ? header.readUInt32BE(8) : null
}

async function documentPaths(git: GitClient, root: string, { id, signal }: Asked): Promise<string[]> {
  // An id has no characters that a pattern would read as its own, but for brackets it cannot have.
  const patterns = ['**/000_backlog.md', '**/backlog.md', `**/*PRD*${id}[!0-9]*`, `**/*PRD*${id}.md`, `**/*Task-List*${id}[!0-9]*`, `**/*Task-List*${id}.md`]
  const pathspecs = patterns.map((pattern) => `:(top,icase,glob)${pattern}`)
  const run = { cwd: root, args: ['ls-files', '-z', '--', ...pathspecs] as const, mayCut: true, maxBytes: MOST_NAMES_BYTES, signal }
  const result = await git.run(run)
  if (result.code !== 0) throw new ScribeError('git.failed', 'Git cannot tell which files are tracked; the index may be damaged.')
  return [...new Set(result.stdout.split('\0').slice(0, -1))].toSorted()
}

function isBacklog(path: string): boolean {
  return /(?:^|\/)(?:000_)?backlog\.md$/i.test(path)
}

/** The lines of the backlog that name the item. */
async function itemLines(root: string, path: string, id: string): Promise<string[]> {
  const text = await headOf(root, path, MOST_BACKLOG_BYTES)
  const names = new RegExp(`(?<![A-Za-z0-9-])${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9])`)
  const lines = (text ?? '').split('\n').filter((line) => names.test(line))
  return foreignLines(lines, ITEM_LINES)
}

async function documentOf(root: string, path: string): Promise<SourceData['backlog']['documents'][number]> {
  const lines = ((await headOf(root, path, MOST_DOCUMENT_BYTES)) ?? '').split('\n')
  const title = lines.find((line) => /^#\s/.test(line))?.replace(/^#\s+/, '')
  const open = lines.flatMap((line) => /^\s*[-*] \[ \] (.+)$/.exec(line)?.[1] ?? [])
  const done = lines.filter((line) => /^\s*[-*] \[[xX]\] /.test(line)).length
  return {
    path: foreignLine(path, NAME_LENGTH),
    title: title === undefined ? null : foreignLine(title, NAME_LENGTH),
    open: foreignLines(open, TASK_LINES),
    done,
  }
}
