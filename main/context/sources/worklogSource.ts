/**
 * What the worklogs tell: entries of the record, and of worklog files that the record knows nothing of (another program's, or all
 * of them when no daemon runs). Each with what it is, and whether what it speaks of still is as it was.
 */
import type { Fact, SourceData, Verdict } from '../../../shared/domain/contextData.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { redact } from '../../base/redact.ts'
import { parseWorklog } from '../../worklog/parseWorklog.ts'
import { type Recalled, type RecalledEntry, recall } from '../facts.ts'
import { foreignLine } from '../foreignText.ts'
import type { ContextPlace, Source } from '../source.ts'
import { factsOf, fileMark, inTurns, namesIn, tailOf } from './repoFiles.ts'
import type { SourceParts } from './sourceParts.ts'

const FOLDER = 'artifacts/worklogs'
const MOST_NAMES = 5_000
const MOST_LISTED = 50
/** Files that are read, and how much of the end of each. */
const MOST_READ = 6
const TAIL_BYTES = 32 * 1024
const MOST_REMEMBERED = 64
/** Sessions whose entries are recalled, and how many entries: of the one asked for, and of each other. */
const MOST_SESSIONS = 12
const OWN_ENTRIES = 200
const OTHER_ENTRIES = 40
/** Paths that are looked at. */
const MOST_PATHS = 200

export function worklogSource(parts: SourceParts): Source<SourceData['worklog']> {
  const files = new ReadFiles()
  return {
    name: 'worklog',
    ttl: 'files',
    variant: (_question, { session }) => session?.id ?? '',
    mark: async ({ root }) => {
      const { recorded, stirred } = parts.moves.of(root)
      return { text: `${await fileMark(root, FOLDER)} ${recorded} ${stirred}`, proven: false }
    },
    fetch: async (place) => {
      const [recorded, listed] = await Promise.all([recordedEntries(parts, place), listWorklogs(place.root)])
      const known = new Set(parts.store === null ? [] : place.sessions.map(({ backlog_id }) => `${backlog_id}.md`))
      const foreign = (await inTurns(listed.filter(({ file }) => !known.has(file)).slice(0, MOST_READ), (listed) => files.entries(place.root, listed))).flat()
      const facts = [...recorded, ...foreign].flatMap((entry) => recall(entry) ?? [])
      return { facts: await judged(place.root, facts), worklogs: listed.slice(0, MOST_LISTED).map(shown), more: listed.length > MOST_LISTED }
    },
  }
}

async function recordedEntries({ store }: SourceParts, { session, sessions }: ContextPlace): Promise<RecalledEntry[]> {
  if (store === null) return []
  const latest = sessions.toSorted((a, b) => b.last_activity_at - a.last_activity_at).filter((one) => one.id !== session?.id)
  const asked = [...(session === null ? [] : [session]), ...latest].slice(0, MOST_SESSIONS)
  const read = async (one: Session): Promise<RecalledEntry[]> => {
    const limit = one.id === session?.id ? OWN_ENTRIES : OTHER_ENTRIES
    const entries = await store.run({ kind: 'entries', sessionId: one.id, sinceSeq: 0, limit, newest: true })
    return entries.map(({ seq, at, kind, lines }) => ({ id: `e${seq}`, session: one.backlog_id, at, kind, lines }))
  }
  return (await Promise.all(asked.map(read))).flat()
}

interface Listed {
  readonly file: string
  readonly modified_at: number
  readonly size: number
}

/** Worklog files, the one written last first. */
async function listWorklogs(root: string): Promise<Listed[]> {
  const names = (await namesIn(root, FOLDER, MOST_NAMES)).filter((name) => name.endsWith('.md'))
  const found = await inTurns(names, async (file) => {
    const facts = await factsOf(root, `${FOLDER}/${file}`)
    return facts?.isFile === true ? [{ file, modified_at: facts.modifiedAt, size: facts.size }] : []
  })
  return found.flat().toSorted((a, b) => b.modified_at - a.modified_at || (a.file < b.file ? -1 : 1))
}

/** Most worklog files are as they were when they were read last. */
class ReadFiles {
  readonly #read = new Map<string, { readonly mark: string; readonly entries: readonly RecalledEntry[] }>()

  async entries(root: string, { file, modified_at, size }: Listed): Promise<readonly RecalledEntry[]> {
    const [name, mark] = [`${root}\0${file}`, `${modified_at} ${size}`]
    const known = this.#read.get(name)
    const entries = known?.mark === mark ? known.entries : await fileEntries(root, file)
    this.#read.delete(name)
    this.#read.set(name, { mark, entries })
    const [oldest] = this.#read.keys()
    if (this.#read.size > MOST_REMEMBERED && oldest !== undefined) this.#read.delete(oldest)
    return entries
  }
}

/** One that cannot be read tells nothing; the others do. */
async function fileEntries(root: string, file: string): Promise<RecalledEntry[]> {
  const tail = await tailOf(root, `${FOLDER}/${file}`, TAIL_BYTES).catch(() => null)
  if (tail === null) return []
  const session = foreignLine(file.replace(/\.md$/, ''), 100)
  // Redacted as a whole: a private key is only known by all of its lines.
  return parseWorklog(redact(tail.text)).map(({ at, lines }, index) => ({ id: `${session}:${index}`, session, at, kind: 'note', lines }))
}

/** Whether the files that facts speak of were written since, or are gone; `unknown` of a fact that speaks of none. */
async function judged(root: string, facts: readonly Recalled[]): Promise<Fact[]> {
  const paths = [...new Set(facts.toSorted((a, b) => b.observed_at - a.observed_at).flatMap((fact) => fact.paths))].slice(0, MOST_PATHS)
  const found = new Map(await inTurns(paths, async (path) => [path, await factsOf(root, path)] as const))
  return facts.map((fact) => {
    const judge = (path: string): Verdict => verdictOf(fact, { path, asked: found.has(path), modifiedAt: found.get(path)?.modifiedAt ?? null })
    const named = fact.paths.map((path) => ({ path, verdict: judge(path) }))
    return { ...fact, paths: named, verdict: worst(named.map(({ verdict }) => verdict)) }
  })
}

/** An entry comes a moment after what it tells of. */
const SLACK_MS = 2_000

function verdictOf(fact: Recalled, file: { readonly path: string; readonly asked: boolean; readonly modifiedAt: number | null }): Verdict {
  if (!file.asked) return 'unknown'
  if (file.modifiedAt !== null) return file.modifiedAt > fact.observed_at + SLACK_MS ? 'changed' : 'fresh'
  // A word that only looked like a path is none.
  return fact.kind === 'edit' || /\/[^/]*\.\w+$/.test(file.path) ? 'gone' : 'unknown'
}

const ORDER: readonly Verdict[] = ['gone', 'changed', 'fresh']

function worst(verdicts: readonly Verdict[]): Verdict {
  return ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'unknown'
}

function shown({ file, modified_at, size }: Listed): SourceData['worklog']['worklogs'][number] {
  return { file: foreignLine(file, 200), modified_at, size }
}
