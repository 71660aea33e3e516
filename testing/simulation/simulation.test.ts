/** Many runs of the simulation, each with another seed. A seed that fails is named, and runs alone with `SCRIBE_SEED=<seed>`. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, suite, test, vi } from 'vitest'
import { times } from '../counts.ts'
import { removeFolder, tempFolder } from '../scaffold.ts'
import { breachesOf } from './checker.ts'
import { Simulation } from './simulation.ts'

const GROUP = 50
const only = process.env.SCRIBE_SEED === undefined ? null : Number(process.env.SCRIBE_SEED)
const SEEDS = only === null ? times(300, 20_000) : 1

suite('a simulated daemon', () => {
  let folder: string
  let count = 0

  beforeAll(() => {
    folder = tempFolder()
  })
  afterAll(() => removeFolder(folder))
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
  afterEach(() => vi.useRealTimers())

  /** What a run breached, and what was done in it. */
  async function play(seed: number): Promise<{ breaches: string[]; log: readonly string[] }> {
    const place = `${folder}/${count++}`
    const simulation = new Simulation(seed, place)
    await simulation.run()
    simulation.life.die()
    vi.clearAllTimers()
    const breaches = breachesOf(simulation)
    simulation.disk.sql.close()
    removeFolder(place)
    return { breaches, log: simulation.log }
  }

  for (let first = only ?? 1; first < (only ?? 1) + SEEDS; first += GROUP) {
    const seeds = Array.from({ length: Math.min(GROUP, SEEDS) }, (_, n) => first + n)
    test(`seeds ${first} to ${seeds.at(-1)}: nothing acknowledged is lost, order, limits and state hold`, { timeout: 120_000, retry: 0 }, async () => {
      for (const seed of seeds) {
        const { breaches, log } = await play(seed)
        const said = `SCRIBE_SEED=${seed}: ${breaches.join('; ')}${only === null ? '' : `\n${log.join('\n')}`}`
        expect(breaches, said).toEqual([])
      }
    })
  }
})
