/**
 * What recording costs while nothing happens: CPU and memory of the daemon, the watch host and everything below them, with 50
 * sessions in 50 repositories and their proofs running, over 60 s.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { cpuSeconds, processTree, residentMb } from './processes.ts'
import { createTree, removeTree } from './trees.ts'

const SESSIONS = 50
const FILES = 500
const SECONDS = 60
/** Starting leaves work behind (first proofs, collected garbage) that is not idling. */
const SETTLE_MS = 10_000

export const bench: Bench = {
  summary: 'CPU and memory while nothing happens, with 50 sessions and their proofs.',
  async run(say) {
    const home = tempFolder()
    const trees = Array.from({ length: SESSIONS }, () => createTree(FILES))
    const daemon = await startBuiltDaemon(home)
    try {
      const client = await daemon.connect()
      for (const tree of trees) await client.call('session/start', { cwd: tree.repo.root })
      client.close()
      await sleep(SETTLE_MS)
      say(`${SESSIONS} sessions, idle for ${SECONDS} s`)
      const before = total(daemon.pid)
      await sleep(SECONDS * 1000)
      const share = ((total(daemon.pid) - before) / SECONDS) * 100
      const memory = processTree(daemon.pid).reduce((sum, pid) => sum + residentMb(pid), 0)
      return [
        { name: 'share of a core, daemon with all below it', value: Math.round(share * 1000) / 1000, unit: '%', better: 'lower' },
        { name: 'memory, daemon with all below it', value: round(memory), unit: 'MB', better: 'lower' },
      ]
    } finally {
      await daemon.stop()
      removeFolder(home)
      for (const tree of trees) removeTree(tree)
    }
  },
}

function total(pid: number): number {
  return processTree(pid).reduce((sum, member) => sum + cpuSeconds(member), 0)
}
