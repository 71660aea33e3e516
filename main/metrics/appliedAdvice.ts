/**
 * Advice that was followed, so that it can be undone: what a setting was before. Owns `advice.json` in the data folder; the settings
 * themselves are the settings' own. A file that cannot be read counts as none.
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type Advice, adviceSchema } from '../../shared/domain/advice.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { writeFileAtomic } from '../base/atomicFile.ts'
import { Sequence } from '../base/sequence.ts'

const MOST_KEPT = 50
const fileSchema = z.array(adviceSchema)

/** The settings, as far as advice changes them. */
export interface Changeable {
  get(key: string, repo: string | null): unknown
  /** Throws what the settings' own changes throw. */
  set(key: string, value: unknown, repo: string | null): Promise<void>
}

export interface AppliedParts {
  readonly path: string
  readonly settings: Changeable
  readonly now: () => number
}

export class AppliedAdvice {
  readonly #parts: AppliedParts
  readonly #order = new Sequence()

  constructor(parts: AppliedParts) {
    this.#parts = parts
  }

  /** Newest last. */
  async list(): Promise<Advice[]> {
    const text = await readFile(this.#parts.path, 'utf8').catch(() => '')
    const parsed = fileSchema.safeParse(parseJson(text))
    return parsed.success ? parsed.data : []
  }

  /** Changes the setting and remembers what it was. Throws what changing it throws. */
  async apply(advice: Advice): Promise<Advice> {
    return await this.#order.run(async () => {
      const { settings, now } = this.#parts
      const applied = { ...advice, before: settings.get(advice.key, advice.repo), applied_at: now() }
      await settings.set(advice.key, advice.value, advice.repo)
      await this.#keep([...(await this.list()), applied])
      return applied
    })
  }

  /** Gives the setting back what it was. Throws `usage.badInput` when nothing was applied under this id, or when somebody has changed it since. */
  async undo(id: string): Promise<Advice> {
    return await this.#order.run(async () => {
      const { settings } = this.#parts
      const all = await this.list()
      const applied = all.findLast((advice) => advice.id === id)
      if (applied === undefined) throw new ScribeError('usage.badInput', `No advice ${id} was applied. "scribe advice" shows what was.`)
      if (settings.get(applied.key, applied.repo) !== applied.value) {
        throw new ScribeError('usage.badInput', `${applied.key} has been changed since. Nothing was undone; "scribe config set" changes it.`)
      }
      await settings.set(applied.key, applied.before, applied.repo)
      await this.#keep(all.filter((advice) => advice !== applied))
      return { ...applied, applied_at: null }
    })
  }

  async #keep(all: readonly Advice[]): Promise<void> {
    await writeFileAtomic(this.#parts.path, `${JSON.stringify(all.slice(-MOST_KEPT), null, 2)}\n`, { mode: 0o600 })
  }
}
