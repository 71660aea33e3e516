/** What the figures themselves cost: the same load with them on and off, in pairs, and how much more processor time it takes with them. */
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, percentile, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { cpuSeconds } from './processes.ts'
import { SessionLoad } from './sessionLoad.ts'

const SESSIONS = 5
const PAIRS = 6
const SECONDS = 8
const EDITS_A_SECOND = 4

export const bench: Bench = {
  summary: 'Processor time of the same load with figures on and off, in pairs.',
  async run(say) {
    const home = tempFolder()
    const daemon = await startBuiltDaemon(home)
    const client = await daemon.connect()
    const load = new SessionLoad(client)
    try {
      await load.start(SESSIONS)
      const once = async (enabled: boolean): Promise<number> => {
        await client.call('settings/update', { values: { 'metrics.enabled': enabled } })
        // Of the daemon itself: Git's runs are the same with and without, and would only hide the difference.
        const before = cpuSeconds(daemon.pid)
        for (let n = 0; n < SECONDS * 20; n++) await client.call('context/get', { cwd: load.sessions[n % SESSIONS]?.repo.root ?? '' })
        await load.edit(load.sessions, { perSecond: EDITS_A_SECOND, seconds: SECONDS })
        await load.settle(load.sessions)
        return cpuSeconds(daemon.pid) - before
      }
      await once(true)
      const ratios: number[] = []
      const [on, off]: number[][] = [[], []]
      for (let pair = 0; pair < PAIRS; pair++) {
        say(`pair ${pair + 1} of ${PAIRS}`)
        // Each goes first as often as the other, so that what grows meanwhile counts for neither.
        const first = await once(pair % 2 === 0)
        const second = await once(pair % 2 !== 0)
        const [withFigures, without] = pair % 2 === 0 ? [first, second] : [second, first]
        on?.push(withFigures)
        off?.push(without)
        ratios.push(withFigures / without)
      }
      return [
        {
          name: 'processor time with figures, more than without (median of pairs)',
          value: round((percentile(ratios, 0.5) - 1) * 100),
          unit: '%',
          better: 'lower',
        },
        { name: 'with figures', value: Math.round(percentile(on ?? [], 0.5) * 1_000), unit: 'ms', better: 'lower' },
        { name: 'without', value: Math.round(percentile(off ?? [], 0.5) * 1_000), unit: 'ms', better: 'lower' },
      ]
    } finally {
      client.close()
      await daemon.stop()
      removeFolder(home)
      load.close()
    }
  },
}
