/**
 * Every call by which worklog, registry and state file are written fails in turn, once and for good, and writes are cut short:
 * the old file stays whole, no entry is written in half, and once the fault is over everything is right. Turns red when a
 * failed append is not cut back, when a file is replaced before it is whole, and when a short write counts as done.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { sweepTemporaries } from '../../main/base/atomicFile.ts'
import { systemFiles } from '../../main/base/files.ts'
import { OwnMark } from '../../main/registry/ownMark.ts'
import { mergeRegistry } from '../../main/registry/registryFile.ts'
import { RegistryMemory } from '../../main/registry/registryMemory.ts'
import { parseRegistry, toRecord } from '../../main/registry/registryShape.ts'
import { mergeState, readState } from '../../main/registry/stateFile.ts'
import { renderBlock, worklogHeader } from '../../main/worklog/renderEntry.ts'
import { SessionWorklog } from '../../main/worklog/sessionWorklog.ts'
import { times } from '../../testing/counts.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { FaultFiles } from '../../testing/faultFiles.ts'
import { RecordDouble } from '../../testing/recordDouble.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'

const KINDS = ['ENOSPC', 'EIO', 'EACCES', 'EROFS', 'EMFILE', 'short'] as const
/** Every call in the long run; in the short one each kind of fault meets others of them. */
const STEP = times(20, 1)
const CLOCK = { wall: () => Date.now(), monotonic: () => performance.now() }

suite('e2e/daemon/faults, the files in a repository', () => {
  let root: string
  let record: RecordDouble
  beforeEach(() => {
    root = tempFolder()
  })
  afterEach(() => removeFolder(root))

  const place = (): void => {
    removeFolder(root)
    mkdirSync(join(root, '.git'), { recursive: true })
    record = new RecordDouble()
  }
  const text = (path: string): string | null => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null)
  const session = (tags: string[]) => sampleSession({ id: 's1', repo: root, git_dir: join(root, '.git'), backlog_id: 'B-1', tags })
  const write = async (version: number, files = systemFiles): Promise<void> => {
    record.add(`note ${version}`, `with\n  more ${version}`)
    await finish(version, files)
  }
  /** Each of the three by itself, as in the daemon; the first failure is thrown at the end. */
  const finish = async (version: number, files = systemFiles): Promise<void> => {
    const memory = new RegistryMemory()
    memory.update([['B-1', toRecord(session([`v${version}`]), 7)]], 7)
    const repo = { root, gitDir: join(root, '.git'), files }
    const outcomes = [
      await settled(new SessionWorklog({ source: record, clock: CLOCK, files }).write(session([]))),
      await settled(mergeRegistry(repo, { memory, mark: new OwnMark(), now: 0, edited: () => undefined }).then(({ outgoing }) => outgoing?.file.close())),
      await settled(mergeState(repo, { version }).then(({ outgoing }) => outgoing?.file.close())),
    ]
    for (const failure of outcomes) if (failure !== null) throw failure
  }
  /** Files are whole, in the old form or the new one. */
  const expectWhole = (version: number): void => {
    const blocks = record.entries.map(renderBlock)
    const worklog = text('artifacts/worklogs/B-1.md') ?? ''
    expect(blocks.map((_, count) => worklogHeader('B-1') + blocks.slice(0, count + 1).join(''))).toContainEqual(worklog === '' ? expect.anything() : worklog)
    const registry = text('artifacts/session_registry.json')
    const tag = registry === null ? null : parseRegistry(registry)?.records.get('B-1')?.context.tags[0]
    expect([`v${version - 1}`, `v${version}`, ...(version === 1 ? [null] : [])]).toContain(tag)
  }
  /** A file that could not even be removed is swept at the next start. */
  const expectSwept = async (): Promise<void> => {
    await sweepTemporaries(join(root, '.git/scribe'))
    expect(readdirSync(join(root, '.git/scribe')).filter((name) => name !== 'registry.written')).toEqual([])
  }
  const expectRight = async (version: number): Promise<void> => {
    expect(text('artifacts/worklogs/B-1.md')).toBe(worklogHeader('B-1') + record.entries.map(renderBlock).join(''))
    expectWhole(version)
    expect(parseRegistry(text('artifacts/session_registry.json') ?? '')?.records.get('B-1')?.context.tags).toEqual([`v${version}`])
    expect(await readState(root)).toMatchObject({ version })
    expect(readdirSync(join(root, 'artifacts'))).toEqual(['session_registry.json', 'worklogs'])
  }

  for (const lasting of [false, true]) {
    for (const kind of KINDS) {
      for (const version of [1, 2]) {
        const name = `${kind} at every call${lasting ? ' and all after it' : ''}, ${version === 1 ? 'when the files are made' : 'when they are there'}`
        test(
          name,
          async () => {
            let fired = 0
            for (let at = 1 + (KINDS.indexOf(kind) % STEP); ; at += STEP) {
              place()
              if (version === 2) await write(1)
              const files = new FaultFiles({ at, kind, lasting })
              const failure = await settled(write(version, files))
              if (files.calls.length < at) break
              if (files.fired) fired++
              // A fault may only pass unseen where nothing depends on the call.
              if (kind === 'short') expect([at, files.calls.at(at - 1), failure]).toEqual([at, files.calls.at(at - 1), null])
              expectWhole(version)
              await finish(version)
              await expectRight(version)
              await expectSwept()
            }
            if (kind !== 'short' || STEP === 1) expect(fired).toBeGreaterThan(kind === 'short' ? 2 : 40 / STEP)
          },
          times(30_000, 300_000),
        )
      }
    }
  }
})

async function settled(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => null,
    (error: unknown) => error,
  )
}
