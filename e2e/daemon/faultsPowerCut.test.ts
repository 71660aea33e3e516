/**
 * A power cut at any moment of the projections' life, in every way it may leave the disk: what the record says is written
 * stands there, the registry can be read, and the next start makes both right. (What SQLite does in a power cut is proved by
 * SQLite.) Turns red without the flush of the prepared file, without that of the folder, without the cut of a torn entry, and
 * when entries are marked as written before they are flushed.
 */
import { expect, suite, test } from 'vitest'
import { OwnMark } from '../../main/registry/ownMark.ts'
import { mergeRegistry } from '../../main/registry/registryFile.ts'
import { RegistryMemory } from '../../main/registry/registryMemory.ts'
import { parseRegistry, toRecord } from '../../main/registry/registryShape.ts'
import { mergeState } from '../../main/registry/stateFile.ts'
import { renderBlock, worklogHeader } from '../../main/worklog/renderEntry.ts'
import { SessionWorklog } from '../../main/worklog/sessionWorklog.ts'
import { times } from '../../testing/counts.ts'
import { CrashFiles, seededRandom } from '../../testing/crashFiles.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { RecordDouble } from '../../testing/recordDouble.ts'

/** Disks that are drawn after each change. */
const DISKS = times(8, 140)
const SEED = 20_261_122
const STEPS = 5
const WORKLOG = '/repo/artifacts/worklogs/B-1.md'
const REGISTRY = '/repo/artifacts/session_registry.json'
const CLOCK = { wall: () => 0, monotonic: () => 0 }

/** A disk after a cut, and what was known to be durable then. */
interface Found {
  readonly disk: CrashFiles
  readonly record: RecordDouble
  /** Number of the registry's last version that was acknowledged, and of the one that was being written. */
  readonly acknowledged: number
  readonly begun: number
}

async function writeRegistry(files: CrashFiles, version: number): Promise<void> {
  const repo = { root: '/repo', gitDir: '/repo/.git', files }
  const memory = new RegistryMemory()
  memory.update([['B-1', toRecord(sampleSession({ tags: [`v${version}`] }), 7)]], 7)
  // What this program wrote before counts as its own.
  await mergeRegistry(repo, { memory, mark: new OwnMark(), now: 0, edited: () => undefined })
  await mergeState(repo, { version })
}

async function writeWorklog(files: CrashFiles, record: RecordDouble): Promise<void> {
  await new SessionWorklog({ source: record, clock: CLOCK, files }).write(sampleSession({ id: 's1', repo: '/repo', backlog_id: 'B-1' }))
}

/** The scenario, cut after every change. */
async function everyCut(): Promise<Found[]> {
  const random = seededRandom(SEED)
  const files = new CrashFiles()
  files.setUp('/repo/.git')
  const record = new RecordDouble()
  const found: Found[] = []
  let [acknowledged, begun] = [0, 0]
  files.onChange = () => {
    for (let n = 0; n < DISKS; n++) found.push({ disk: files.crashed(random), record: record.copy(), acknowledged, begun })
  }
  for (let step = 1; step <= STEPS; step++) {
    record.add(`note ${step}`, `with\n  more ${step}`)
    await writeWorklog(files, record)
    begun = step
    await writeRegistry(files, step)
    acknowledged = step
  }
  return found
}

function versionOf(text: string | null): number | null {
  const registry = text === null ? null : parseRegistry(text)
  const tag = registry?.records.get('B-1')?.context.tags[0]
  return tag === undefined ? null : Number(tag.slice(1))
}

suite('e2e/daemon/faults, power cuts', () => {
  test(
    'whatever a cut leaves, nothing acknowledged is lost and the next start finishes',
    async () => {
      const all = await everyCut()
      expect(all.length).toBeGreaterThanOrEqual(times(500, 10_000))
      for (const { disk, record, acknowledged, begun } of all) {
        const blocks = record.entries.map((entry) => Buffer.from(renderBlock(entry)).toString())
        const worklog = disk.text(WORKLOG) ?? ''
        for (const seq of record.marked) expect(worklog).toContain(blocks[seq - 1])
        const registry = disk.text(REGISTRY)
        const version = versionOf(registry)
        if (registry !== null || acknowledged > 0) expect([acknowledged, begun]).toContain(version)

        await writeWorklog(disk, record)
        await writeRegistry(disk, begun)
        // One newline may stay that could be anybody's.
        expect(disk.text(WORKLOG)?.replace(/\n\n\n/g, '\n\n')).toBe(worklogHeader('B-1') + blocks.join(''))
        expect(versionOf(disk.text(REGISTRY))).toBe(begun)
        expect(disk.list('/repo/artifacts').filter((name) => name.includes('corrupt'))).toEqual([])
      }
    },
    times(30_000, 300_000),
  )
})
