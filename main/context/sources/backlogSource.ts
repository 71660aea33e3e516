/**
 * Files of the repository that speak of the backlog item: the backlog itself, product requirements and task lists, by the names the
 * Python program knows. Found among the tracked files by Git's index, read in part; which tasks are open is told by their boxes.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceData } from '../../../shared/domain/contextData.ts'
import { ScribeError } from '../../../shared/domain/error.ts'
import { foreignLine, foreignLines } from '../foreignText.ts'
import type { ContextPlace, Source } from '../source.ts'
import { headOf, inTurns } from './repoFiles.ts'
import type { SourceParts } from './sourceParts.ts'

const MOST_DOCUMENTS = 8
const MOST_BACKLOG_BYTES = 512 * 1024
const MOST_DOCUMENT_BYTES = 64 * 1024
const MOST_NAMES_BYTES = 64 * 1024
const ITEM_LINES = { lines: 10, characters: 400 } as const
const TASK_LINES = { lines: 20, characters: 300 } as const
const NAME_LENGTH = 500

export function backlogSource(parts: SourceParts): Source<SourceData['backlog']> {
  return {
    name: 'backlog',
    ttl: 'files',
    variant: (_question, { session }) => session?.backlog_id ?? '',
    mark: async ({ git, root }) => {
      // Which files are tracked only the index tells.
      const index = git === null ? null : await stat(join(git.gitDir, 'index')).catch(() => null)
      return { text: `${index?.mtimeMs}.${index?.size} ${parts.moves.of(root).stirred}`, proven: false }
    },
    fetch: async (place, _question, signal) => {
      const id = place.session?.backlog_id
      if (id === undefined || place.git === null) return { item: [], documents: [] }
      const paths = await documentPaths(parts, place, { id, signal })
      const [backlogs, documents] = [paths.filter((path) => isBacklog(path)), paths.filter((path) => !isBacklog(path))]
      const items = await inTurns(backlogs.slice(0, 2), (path) => itemLines(place.root, path, id))
      return { item: items.flat(), documents: await inTurns(documents.slice(0, MOST_DOCUMENTS), (path) => documentOf(place.root, path)) }
    },
  }
}

async function documentPaths({ git }: SourceParts, { root }: ContextPlace, { id, signal }: { id: string; signal: AbortSignal }): Promise<string[]> {
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
