/**
 * Makes the cited summary of a session, entry by entry. Pure, incremental (each entry is read once, whenever it comes) and
 * bounded: of each kind the newest are kept and the rest is counted. Judges by what an entry is, then by how its lines begin;
 * a path is never an idea. Whether what a line names exists is another file's business (`verify.ts`).
 */
import type { CitedCommand, CitedCommit, CitedFile, CitedLine, CitedList, CitedSummary, Evidence } from './citedSummary.ts'
import { bulletsOf, changedFilesOf, commandOf, commitOf } from './entryLines.ts'
import { wordsOf } from './likeness.ts'
import { kindOfLine, type LineKind } from './lineKinds.ts'
import { firstOf, Newest } from './newest.ts'
import { nextSteps, OpenItems } from './openItems.ts'
import { SessionTime } from './sessionTime.ts'
import { Suggestions } from './suggestions.ts'

export interface SourceEntry {
  /** Where its first line stands: the evidence of what is found in it. */
  readonly place: Exclude<Evidence, { kind: 'commit' }>
  readonly at: number | null
  /** As `ENTRY_KINDS`, or any other of a later version. */
  readonly kind: string
  readonly lines: readonly string[]
  /** What the record knows of the changes told; without it the paths are read from the lines. */
  readonly changes?: readonly { readonly path: string; readonly kind: string; readonly by?: string | null }[]
}

export interface ExtractionOptions {
  /** Which of the person's own patterns a line meets: names, or kinds of line. */
  readonly patterns?: (text: string) => readonly string[]
}

/** Lines kept of each kind, and of what is listed beyond lines. */
const KEPT = 200
const MOST_FILES_KNOWN = 20_000
const MOST_FILES_SHOWN = 200
const MOST_CUSTOM = 20

/** Kinds of which no line is ever settled. */
const KINDS = ['idea', 'decision', 'done'] as const

export class CitedExtraction {
  readonly #options: ExtractionOptions
  readonly #lines = Object.fromEntries(KINDS.map((kind) => [kind, new Newest<CitedLine>(KEPT)])) as Record<(typeof KINDS)[number], Newest<CitedLine>>
  readonly #plans = new OpenItems(KEPT)
  readonly #blockers = new OpenItems(KEPT)
  readonly #begun = new OpenItems(KEPT)
  readonly #custom = new Map<string, Newest<CitedLine>>()
  readonly #files = new Map<string, CitedFile>()
  readonly #commits = new Newest<CitedCommit>(KEPT)
  readonly #commands = new Newest<CitedCommand>(KEPT)
  readonly #time = new SessionTime()
  readonly #suggestions = new Suggestions()
  #filesBeyond = 0
  #entries = 0
  #cursor = 0
  #firstAt: number | null = null
  #lastAt: number | null = null
  #branch: string | null = null

  constructor(options: ExtractionOptions = {}) {
    this.#options = options
  }

  /** Everything up to and with this has been read. */
  get cursor(): number {
    return this.#cursor
  }

  /** Reads the next entry; entries come in their order. */
  add(entry: SourceEntry): void {
    this.#entries++
    this.#cursor = entry.place.kind === 'entry' ? entry.place.seq : entry.place.line + entry.lines.length - 1
    this.#firstAt ??= entry.at
    this.#lastAt = entry.at ?? this.#lastAt
    if (entry.at !== null) this.#spend(entry, entry.at)
    switch (entry.kind) {
      case 'change':
        return this.#changes(entry)
      case 'commit':
        return this.#commit(entry)
      case 'start':
      case 'branch':
        return this.#branchOf(entry)
      case 'stop':
      case 'pause':
      case 'resume':
      case 'push':
      case 'operation':
      case 'gap':
        return
      default:
        return this.#note(entry)
    }
  }

  /** The summary of everything read so far, not yet verified. `about` is what the entries do not say. */
  summary(about: { session_id: string | null; backlog_id: string; now: number; truncated: boolean }): CitedSummary {
    const { session_id, backlog_id, now, truncated } = about
    const blockers = this.#blockers.list
    const progress = { done: listOf(this.#lines.done), in_progress: this.#begun.list, planned: this.#plans.list }
    return {
      session_id,
      backlog_id,
      generated_at: now,
      cursor: this.#cursor,
      entries: this.#entries,
      first_at: this.#firstAt,
      last_at: this.#lastAt,
      branch: this.#branch,
      ideas: listOf(this.#lines.idea),
      decisions: listOf(this.#lines.decision),
      blockers,
      progress,
      next_steps: nextSteps(blockers, progress),
      files: this.#shownFiles(),
      commits: { items: [...this.#commits.items], more: this.#commits.more },
      commands: { items: [...this.#commands.items], more: this.#commands.more },
      time: this.#time.times,
      suggested: { type: copied(this.#suggestions.type), priority: copied(this.#suggestions.priority) },
      custom: [...this.#custom].map(([name, found]) => ({ name, found: listOf(found) })),
      left_out: { items: [], more: 0 },
      truncated,
    }
  }

  #spend({ kind, lines, changes }: SourceEntry, at: number): void {
    if (kind === 'stop' || kind === 'pause') return this.#time.end(at)
    // The time nobody watched ends where the gap is told.
    if (kind === 'start' || kind === 'resume' || kind === 'gap') return this.#time.begin(at)
    const byAgent = changes !== undefined && changes.length > 0 && changes.every(({ by }) => by === 'agent')
    this.#time.step(at, byAgent || AGENT_LINE.test(lines[0] ?? '') ? 'agent' : 'person')
  }

  #changes(entry: SourceEntry): void {
    const told = entry.changes ?? []
    if (told.length > 0) for (const { path, kind } of told) this.#file({ path, kind, at: entry.at, evidence: entry.place })
    else for (const { path, index } of changedFilesOf(entry.lines)) this.#file({ path, kind: 'modified', at: entry.at, evidence: lineOf(entry.place, index) })
  }

  #file(seen: Omit<CitedFile, 'changes'>): void {
    const known = this.#files.get(seen.path)
    if (known === undefined && this.#files.size >= MOST_FILES_KNOWN) this.#filesBeyond++
    else this.#files.set(seen.path, { ...seen, changes: (known?.changes ?? 0) + 1 })
  }

  #commit({ lines, at }: SourceEntry): void {
    for (const line of lines) {
      const commit = commitOf(line)
      if (commit === null) continue
      const evidence: Evidence = { kind: 'commit', id: commit.id }
      this.#commits.add({ ...commit, at, evidence })
      const said = { text: commit.subject, at, evidence }
      this.#settle(said)
      this.#suggestions.work(said, false)
    }
  }

  #branchOf({ lines }: SourceEntry): void {
    for (const line of lines) this.#branch = /^- Branch: (.+)$/.exec(line)?.[1] ?? this.#branch
  }

  #note(entry: SourceEntry): void {
    for (const { text, index } of bulletsOf(entry.lines)) {
      const evidence = lineOf(entry.place, index)
      const command = commandOf(text)
      if (command !== null) this.#command({ ...command, at: entry.at, evidence })
      else for (const part of partsOf(text)) this.#line({ text: part, at: entry.at, evidence })
    }
  }

  #command(command: CitedCommand): void {
    this.#commands.add(command)
    if (command.exit !== null && command.exit !== 0) this.#suggestions.work({ text: command.command, at: command.at, evidence: command.evidence }, true)
  }

  #line(said: CitedLine): void {
    const known = kindOfLine(said.text)
    const met = this.#options.patterns?.(said.text) ?? []
    const kind = known?.kind ?? null
    this.#suggestions.note(said, kind)
    if (known !== null) this.#keep(known.kind, { ...said, text: known.text })
    for (const name of met) {
      if (isKind(name)) {
        if (kind !== name) this.#keep(name, said)
      } else this.#meet(name, said)
    }
  }

  #meet(name: string, said: CitedLine): void {
    const found = this.#custom.get(name) ?? new Newest<CitedLine>(KEPT)
    if (this.#custom.size < MOST_CUSTOM || this.#custom.has(name)) this.#custom.set(name, found)
    found.add(said)
  }

  #keep(kind: LineKind, line: CitedLine): void {
    if (kind === 'plan') return this.#plans.add(line)
    if (kind === 'blocker') return this.#blockers.add(line)
    if (kind === 'doing') return this.#begun.add(line)
    this.#lines[kind].add(line)
    if (kind === 'done') this.#settle(line)
  }

  #settle(line: CitedLine): void {
    const words = wordsOf(line.text)
    for (const items of [this.#plans, this.#blockers, this.#begun]) items.settle(line, words)
  }

  #shownFiles(): CitedSummary['files'] {
    const items = firstOf(this.#files.values(), MOST_FILES_SHOWN, mostChanged)
    return { items, more: this.#files.size + this.#filesBeyond - items.length }
  }
}

/** How an agent's entries begin: a command, an edit, the end of a turn. */
const AGENT_LINE = /^- (?:▶|✎|✓) /

function isKind(name: string): name is LineKind {
  return ['idea', 'decision', 'blocker', 'done', 'doing', 'plan'].includes(name)
}

/** A line of a file has a number of its own; an entry is one piece of evidence. */
function lineOf(place: SourceEntry['place'], index: number): SourceEntry['place'] {
  return place.kind === 'line' ? { kind: 'line', line: place.line + index } : place
}

/** A note of several lines is one thing, unless a later line says of itself what it is. */
function partsOf(text: string): string[] {
  const [first = '', ...more] = text.split('\n')
  const parts = [first]
  for (const line of more) {
    if (line === '') continue
    const said = line.replace(/^[-*] /, '')
    if (kindOfLine(said) !== null) parts.push(said)
    else parts[parts.length - 1] += ` ${line}`
  }
  return parts
}

function listOf(found: Newest<CitedLine>): CitedList {
  return { items: [...found.items], more: found.more }
}

function mostChanged(a: CitedFile, b: CitedFile): number {
  return b.changes - a.changes || (b.at ?? 0) - (a.at ?? 0) || (a.path < b.path ? -1 : 1)
}

function copied<V>(suggestion: { readonly value: V; readonly because: readonly CitedLine[] } | null): { value: V; because: CitedLine[] } | null {
  return suggestion === null ? null : { value: suggestion.value, because: [...suggestion.because] }
}
