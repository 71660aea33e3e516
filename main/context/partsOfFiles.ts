/** The parts of a view that Git and the files tell: what differs, what was committed, what to look out for. Pure; one function a part. */
import type { GitData } from '../../shared/domain/contextData.ts'
import type { Given, Part } from './given.ts'

const MOST = 40

export function branchPart({ data: { git } }: Given): Part {
  return { name: 'branch', title: 'Branch', source: 'git', items: git === undefined ? [] : branchLines(git), rest: 'git status' }
}

export function workingPart({ data: { git } }: Given): Part {
  const status = git?.status ?? null
  if (status === null) return { name: 'working', title: 'Working changes', source: 'git', items: [], rest: 'git status' }
  const counts = `${status.staged} staged, ${status.unstaged} unstaged, ${status.untracked} untracked${status.conflicted > 0 ? `, ${status.conflicted} in conflict` : ''}`
  const files = status.files.map((file) => `${file.code} ${file.path}${linesOf(file)}`)
  const isClean = files.length === 0
  const more = status.more ? ['more files differ than are listed'] : []
  return {
    name: 'working',
    title: 'Working changes',
    source: 'git',
    items: isClean ? ['nothing differs from the last commit'] : [counts, ...files, ...more],
    rest: 'git status',
  }
}

/** Files that differ and files of commits no main line has, added up by module: the first two folders. */
export function modulesPart({ data: { git } }: Given): Part {
  const files = [...(git?.status?.files ?? []), ...(git?.own?.commits.flatMap((commit) => commit.files) ?? [])]
  const modules = new Map<string, { files: Set<string>; added: number; deleted: number }>()
  for (const { path, added, deleted } of files) {
    const name = path.split('/').slice(0, -1).slice(0, 2).join('/') || '.'
    const module = modules.get(name) ?? { files: new Set<string>(), added: 0, deleted: 0 }
    module.files.add(path)
    modules.set(name, { files: module.files, added: module.added + (added ?? 0), deleted: module.deleted + (deleted ?? 0) })
  }
  const byWeight = [...modules].toSorted(([a, one], [b, other]) => other.files.size - one.files.size || (a < b ? -1 : 1))
  const items = byWeight.map(([name, one]) => `${name}: ${one.files.size} files +${one.added} -${one.deleted}`)
  return { name: 'modules', title: 'Changed modules', source: 'git', items: items.slice(0, MOST), rest: 'git diff --stat' }
}

export function reviewPart({ data: { git } }: Given): Part {
  const own = git?.own ?? null
  const items = (own?.commits ?? []).map(({ id, subject, files }) => `${id.slice(0, 9)} ${subject} (${files.length} files${totals(files)})`)
  const more = own?.more === true ? ['there are more commits than are listed'] : []
  return { name: 'review', title: 'Commits no main line has', source: 'git', items: [...items, ...more], rest: 'git log' }
}

const RISKS: readonly (readonly [why: string, pattern: RegExp])[] = [
  ['migration', /(?:^|\/)(?:migrations?|alembic|schema)(?:\/|\.)|\.sql$/i],
  ['access', /(?:^|[/_.-])(?:auth|login|token|secret|credential|password|permission|session|crypto|security)s?(?:[/_.-]|$)/i],
  ['configuration', /(?:^|\/)(?:\.env[^/]*|dockerfile|[^/]*\.(?:ya?ml|toml|ini|conf|cfg|properties))$|(?:^|\/)\.github\//i],
  [
    'dependencies',
    /(?:^|\/)(?:package(?:-lock)?\.json|pnpm-lock\.yaml|yarn\.lock|requirements[^/]*\.txt|poetry\.lock|cargo\.(?:toml|lock)|go\.(?:mod|sum)|gemfile(?:\.lock)?)$/i,
  ],
]
const LARGE = 400

export function riskyPart({ data: { git } }: Given): Part {
  const files = [...(git?.status?.files ?? []), ...(git?.own?.commits.flatMap((commit) => commit.files) ?? [])]
  const items = files.flatMap(({ path, added, deleted }) => {
    const size = (added ?? 0) + (deleted ?? 0)
    const why = RISKS.find(([, pattern]) => pattern.test(path))?.[0] ?? (size >= LARGE ? `large, ${size} lines` : null)
    return why === null ? [] : [`${path} (${why})`]
  })
  return { name: 'risky', title: 'Look at these with care', source: 'git', items: [...new Set(items)].slice(0, MOST), rest: 'git diff' }
}

export function editsPart({ data: { files } }: Given): Part {
  const items = (files?.recent ?? []).map(
    ({ path, kind, verdict }) => `${path} ${kind}${verdict === 'gone' && kind !== 'deleted' ? ' [gone]' : verdict === 'changed' ? ' [changed since]' : ''}`,
  )
  return { name: 'edits', title: 'Files, newest first', source: 'files', items: items.slice(0, MOST), rest: 'scribe_search' }
}

export function sharedFilesPart({ data: { files } }: Given): Part {
  const items = (files?.shared ?? []).map(({ path, sessions }) => `${path} (${sessions.join(', ')})`)
  return { name: 'sharedFiles', title: 'Files of more than one session', source: 'files', items: items.slice(0, MOST), rest: 'scribe_search' }
}

export function conventionsPart({ data: { files } }: Given): Part {
  const items = (files?.conventions ?? []).map((path) => `read ${path}`)
  return { name: 'conventions', title: 'How work is done here', source: 'files', items, rest: 'ls' }
}

export function backlogPart({ data: { backlog, registry }, session }: Given): Part {
  const documents = (backlog?.documents ?? []).map(
    ({ path, title, open, done }) => `${path}${title === null ? '' : `: ${title}`} (${open.length} open, ${done} done)`,
  )
  const others = (registry?.records ?? [])
    .filter(({ status }) => status === 'active')
    .map(({ backlog_id, type }) => `${backlog_id} ${type}, registered by another program`)
  const related = (session?.related ?? []).map((id) => `related: ${id}`)
  return {
    name: 'backlog',
    title: 'Backlog',
    source: 'backlog, registry',
    items: [...(backlog?.item ?? []), ...documents, ...related, ...others].slice(0, MOST),
    rest: 'scribe list',
  }
}

export function memoryPart({ data: { memory } }: Given): Part {
  // It comes as one text; each line is an item, so that whole lines are cut.
  const items = memory === undefined || memory.text === '' ? [] : memory.text.split('\n')
  return { name: 'memory', title: 'From your memory', source: 'memory', items, rest: 'the memory itself' }
}

function branchLines(git: GitData): string[] {
  const at = git.head === null ? 'no commit yet' : `at ${git.head.slice(0, 9)}`
  const where = git.branch === null ? (git.detached ? `detached ${at}` : `branch unknown, ${at}`) : `${git.branch} ${at}`
  const { upstream, status, stash } = git
  return [
    where,
    ...(upstream === null ? [] : [`${upstream.name}: ${upstream.ahead} ahead, ${upstream.behind} behind`]),
    ...(git.operation === null ? [] : [`a ${git.operation} is under way`]),
    ...(status === null ? ['what differs is not known'] : [`${status.files.length}${status.more ? ' or more' : ''} files differ, ${status.staged} staged`]),
    ...(stash === null || stash === 0 ? [] : [`${stash} stashed`]),
    ...(git.shallow ? ['a shallow clone: history ends early'] : []),
    ...(git.worktrees ?? []).map(({ root, branch }) => `worktree ${root} on ${branch ?? 'no branch'}`),
  ]
}

function linesOf({ added, deleted }: { readonly added: number | null; readonly deleted: number | null }): string {
  return added === null || deleted === null ? '' : ` +${added} -${deleted}`
}

function totals(files: readonly { readonly added: number | null; readonly deleted: number | null }[]): string {
  const sum = (of: 'added' | 'deleted'): number => files.reduce((total, file) => total + (file[of] ?? 0), 0)
  return `, +${sum('added')} -${sum('deleted')}`
}
