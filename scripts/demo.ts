/**
 * `npm run demo`: builds where the sources are newer than what is built, runs a daemon with sample data in a folder of its own, and shows its
 * page. What else is said, and the removal at the end, is the daemon's own. Arguments are handed on: `npm run demo -- --seed 7`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT, run } from './steps.ts'

const BUILT = 'out/cli/main.js'
const SOURCES = '{shared,main,renderer,client,cli,plugins,preload}/**/*.{ts,tsx,css,html,json}'

async function demo(): Promise<number> {
  if (isStale() && (await run('node', ['scripts/build.ts', '--quiet'])) !== 0) return 1
  const child = spawn(process.execPath, [join(ROOT, BUILT), 'daemon', '--demo', ...process.argv.slice(2)], { stdio: ['inherit', 'pipe', 'inherit'] })
  // Ctrl-C reaches the daemon too; what must not end before it is this.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    process.stdout.write(`${line}\n`)
    const [address] = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line) ?? []
    if (address !== undefined) show(address)
  }
  const [code] = await exited
  return typeof code === 'number' ? code : 1
}

/** True when nothing is built, or a source is newer. */
function isStale(): boolean {
  const built = statSync(join(ROOT, BUILT), { throwIfNoEntry: false })
  if (built === undefined) return true
  return globSync(SOURCES, { cwd: ROOT }).some((path) => statSync(join(ROOT, path)).mtimeMs > built.mtimeMs)
}

/** In the browser of a Mac; elsewhere the address that is printed has to do. */
function show(address: string): void {
  if (process.platform === 'darwin') spawn('/usr/bin/open', [address], { stdio: 'ignore' }).on('error', () => undefined)
}

process.exitCode = await demo()
