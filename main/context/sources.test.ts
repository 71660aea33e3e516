/**
 * Each source really fails and really hangs, and each time the answer is there by the deadline with all the others. What is told from
 * memory alone (sessions) has nothing to hang on: it answers while the disk hangs.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, suite, test } from 'vitest'
import { SOURCES, type SourceName } from '../../shared/domain/context.ts'
import type { Session } from '../../shared/domain/session.ts'
import { BlockedDisk } from '../../testing/blockedDisk.ts'
import { type ContextRig, openContextRig } from '../../testing/contextRig.ts'
import { eventually } from '../../testing/eventually.ts'

const DEADLINE_MS = 500
/** In this all the others answer on a busy machine too. */
const LONG_MS = 3_000
/** What a busy machine may add before an answer counts as late. Far below the half minute of what hangs. */
const SLACK_MS = 5_000

const open: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

async function rig(...replace: Parameters<typeof openContextRig>): Promise<ContextRig> {
  const ground = await openContextRig(...replace)
  open.push(() => ground.close())
  return ground
}

/** Those that told all they were asked, by name. */
async function asked(ground: ContextRig, own: { deadline_ms?: number } = {}) {
  const began = performance.now()
  const context = await ground.get(own)
  const states = Object.fromEntries(SOURCES.map((name) => [name, context.sections[name]?.state]))
  return { ...context, states, took: performance.now() - began }
}

function allBut(missing: Partial<Record<SourceName, string>>): Record<string, string> {
  return { ...Object.fromEntries(SOURCES.map((name) => [name, 'ok'])), ...missing }
}

/** Does it to the place before it is asked; the sources that cannot tell then. */
interface Fault {
  readonly does: string
  readonly fails: readonly SourceName[]
  readonly open: () => Promise<ContextRig>
}

const worklogOf = ({ repo }: ContextRig): string => join(repo.root, 'artifacts/worklogs/B-7.md')

async function broken(how: (ground: ContextRig) => void | Promise<void>): Promise<ContextRig> {
  const ground = await rig()
  await how(ground)
  return ground
}

const FAULTS: readonly Fault[] = [
  {
    does: 'a record is not what it should be',
    fails: ['sessions'],
    open: () => rig(({ recorder }) => ({ recorder: Object.assign(Object.create(recorder), { all: () => recorder.all().map(withoutTags) }) })),
  },
  {
    does: 'the registry is damaged',
    fails: ['registry'],
    open: () => broken(({ repo }) => repo.write('artifacts/session_registry.json', '{"B-1": {')),
  },
  {
    does: 'the store is closed',
    fails: ['worklog', 'files'],
    open: () => broken(({ rig }) => rig.store.close()),
  },
  {
    does: 'the worklog leads out of the repository',
    fails: ['summary'],
    open: () =>
      broken((ground) => {
        rmSync(worklogOf(ground), { force: true })
        symlinkSync(join(ground.home, 'elsewhere.md'), worklogOf(ground))
        writeFileSync(join(ground.home, 'elsewhere.md'), '- Decision: not ours\n')
      }),
  },
  { does: 'Git fails', fails: ['git', 'files', 'backlog'], open: () => broken((ground) => ground.git('fails')) },
  {
    does: 'the agent’s folder cannot be read',
    fails: ['agents'],
    open: () =>
      broken(({ home }) => {
        mkdirSync(join(home, 'claude'))
        symlinkSync('sessions', join(home, 'claude/sessions'))
      }),
  },
  {
    does: 'nobody answers for the memory',
    fails: ['memory'],
    open: () => broken(({ rig }) => rig.set({ 'context.memory': 'http://127.0.0.1:9/memory' })),
  },
]

function withoutTags(session: Session): Session {
  return { ...session, tags: undefined as never }
}

suite('main/context/sources: one that fails harms only itself', () => {
  for (const { does, fails, open } of FAULTS) {
    test(`${does}: without ${fails.join(', ')}`, async () => {
      const ground = await open()
      const { states, partial, sections, markdown } = await asked(ground)
      expect(states).toEqual(allBut(Object.fromEntries(fails.map((name) => [name, 'failed']))))
      expect(partial).toBe(true)
      for (const name of fails) expect(sections[name]?.error).toMatch(/\.$/)
      expect(markdown.length).toBeGreaterThan(0)
    })
  }

  test('every source of the list really failed in one of them', () => {
    expect(new Set(FAULTS.flatMap(({ fails }) => fails))).toEqual(new Set(SOURCES))
  })

  test('what Git said before stands in, and is said to be old', async () => {
    const ground = await rig()
    const before = await asked(ground)
    ground.repo.write('src/a.ts', 'two\n')
    ground.git('fails')
    const { sections } = await asked(ground)
    expect(sections.git).toMatchObject({ state: 'failed', stale: true, data: { head: before.sections.git?.data?.head } })
  })
})

suite('main/context/sources: one that hangs is not waited for', () => {
  test('Git: the answer comes at the deadline, and what hung is ended with its children', async () => {
    const ground = await rig()
    ground.git('hangs')
    const { states, took, partial } = await asked(ground, { deadline_ms: LONG_MS })
    expect(states).toEqual(allBut({ git: 'timedOut', files: 'timedOut', backlog: 'timedOut' }))
    expect(partial).toBe(true)
    expect(took).toBeLessThan(LONG_MS + SLACK_MS)
    await eventually(() => processesOf(join(ground.home, 'git/git')).length === 0, 5_000)
    ground.git('well')
    expect((await asked(ground)).states).toEqual(allBut({}))
  })

  test('a memory at an address', async () => {
    const ground = await rig()
    const server = await silentServer()
    ground.rig.set({ 'context.memory': `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
    expect((await asked(ground, { deadline_ms: LONG_MS })).states).toEqual(allBut({ memory: 'timedOut' }))
  })

  test('a memory that is a program: it has its own time, so that the next who asks gets it, and then it is ended too', async () => {
    const ground = await rig()
    const program = join(ground.home, 'memory')
    writeFileSync(program, '#!/bin/sh\nsleep 30\n', { mode: 0o755 })
    ground.rig.set({ 'context.memory': program })
    expect((await asked(ground, { deadline_ms: LONG_MS })).states).toEqual(allBut({ memory: 'timedOut' }))
    expect(processesOf(program).length).toBeGreaterThan(0)
    await eventually(() => processesOf(program).length === 0, 20_000)
  })

  test('the disk: each source that reads is late, what is told from memory is there, and nothing at all is refused in words', async () => {
    const ground = await rig()
    const { root } = ground.repo
    const place = await placeBefore(ground)
    const disk = new BlockedDisk(ground.home)
    open.push(() => disk.release())
    disk.block()
    const states = await statesAt(ground, place)
    expect(states).toEqual({ ...Object.fromEntries(SOURCES.map((name) => [name, 'timedOut'])), sessions: 'ok', memory: 'ok' })
    await expect(ground.get({ cwd: root, deadline_ms: DEADLINE_MS })).rejects.toMatchObject({ code: 'wait.deadline' })
    await disk.release()
    expect((await asked(ground)).states).toEqual(allBut({}))
  })
})

async function placeBefore(ground: ContextRig) {
  const { placeOf } = await import('./sources/places.ts')
  const { git, recorder, sessions } = ground.rig
  return await placeOf({ git, sessions: () => recorder.all(), find: (wanted) => sessions.find(wanted), watched: () => true }, { cwd: ground.repo.root })
}

/** Asks each source of a place that was found before. */
async function statesAt(ground: ContextRig, place: Awaited<ReturnType<typeof placeBefore>>): Promise<Record<string, string>> {
  const [{ gather }, { ContextCache }, { createSources }, { Places }, { Flights }] = await Promise.all([
    ...([import('./gather.ts'), import('./contextCache.ts'), import('./sources.ts'), import('../base/places.ts'), import('../base/flights.ts')] as const),
  ])
  const { git, store, moves } = ground.rig
  const { liveAgents } = await import('../agents/liveAgents.ts')
  const kept = ground.context.keptMemory
  const parts = {
    git,
    store,
    moves,
    lastScan: () => null,
    liveAgents: () => liveAgents(process.env, Date.now()),
    memory: () => 'off',
    keptMemory: kept,
    statuses: new Flights(),
  }
  const sources = createSources(parts)
  const cache = new ContextCache({ maxBytes: () => 1e6, now: () => performance.now(), backgroundMs: 100 })
  const gathering = {
    cache,
    places: new Places(() => 64),
    place,
    question: { role: '', task: '' },
    maxAgeMs: 0,
    marks: new Map(),
    ttlMs: () => 1000,
    onFault: () => undefined,
  }
  const outcomes = await gather<unknown>(
    SOURCES.map((name) => sources[name]),
    { ...gathering, endsAt: performance.now() + DEADLINE_MS },
  )
  return Object.fromEntries(SOURCES.map((name, index) => [name, outcomes[index]?.state ?? '']))
}

async function silentServer(): Promise<Server> {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return server
}

function processesOf(program: string): string[] {
  try {
    return execFileSync('pgrep', ['-f', program], { encoding: 'utf8' }).trim().split('\n')
  } catch {
    return []
  }
}
