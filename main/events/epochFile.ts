/**
 * The epoch that is gone on with: as long as the machine has not started anew, event numbers of an earlier life of the daemon stay
 * good. After a start of the machine nobody can know which of them were given out, so another epoch begins.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { writeFileAtomic } from '../base/atomicFile.ts'

/** The wall clock is set now and then; a machine does not start again within this. */
const SAME_BOOT_MS = 120_000

const epochSchema = z.object({ epoch: z.uuid(), booted_at: z.number(), begun_at: z.number() })

export interface Epoch {
  readonly epoch: string
  /** Wall clock, ms. */
  readonly begunAt: number
}

/** When this machine started, by the wall clock, ms. */
export function bootTime(now: number): number {
  return now - uptime() * 1_000
}

/** The epoch kept in `folder`, or `null` when there is none or the machine has started since. */
export async function readEpoch(folder: string, bootedAt: number): Promise<Epoch | null> {
  const text = await readFile(pathIn(folder), 'utf8').catch(() => '')
  const kept = epochSchema.safeParse(parseJson(text))
  if (!kept.success || Math.abs(kept.data.booted_at - bootedAt) > SAME_BOOT_MS) return null
  return { epoch: kept.data.epoch, begunAt: kept.data.begun_at }
}

/** Keeps it; `null` keeps that the next life has one of its own. */
export async function writeEpoch(folder: string, epoch: Epoch | null, bootedAt: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFileAtomic(pathIn(folder), JSON.stringify(epoch === null ? {} : { epoch: epoch.epoch, booted_at: bootedAt, begun_at: epoch.begunAt }), {
    mode: 0o600,
  })
}

function pathIn(folder: string): string {
  return join(folder, 'epoch.json')
}
