/**
 * `npm start`: the app where Electron can run, otherwise the same daemon and the same page without it. Says in one line
 * which it is and why. Electron's runtime is not part of `npm ci`; its launcher fetches it at the first run.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run } from './steps.ts'

const ELECTRON = join(ROOT, 'node_modules/electron')

async function start(): Promise<number> {
  if ((await run('node', ['scripts/build.ts', '--quiet'])) !== 0) return 1
  const obstacle = await whyNoApp()
  if (obstacle === null) return await run('electron', [ROOT])
  process.stdout.write(`${obstacle} Scribe runs without its menu-bar icon; stop it with Ctrl-C.\n`)
  return await run('node', ['out/cli/main.js', 'daemon', ...process.argv.slice(2)])
}

/** `null` when the app can run here, else the reason as a sentence. */
async function whyNoApp(): Promise<string | null> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'There is no display here.'
  if (isFetched()) return null
  process.stdout.write('Fetching the Electron runtime (about 100 MB, once).\n')
  const fetched = await run('node', [join(ELECTRON, 'install.js')])
  if (fetched === 0 && isFetched()) return null
  return 'The Electron runtime could not be fetched (the lines above say why; with no network, try again when there is one).'
}

function isFetched(): boolean {
  const path = join(ELECTRON, 'path.txt')
  return existsSync(path) && existsSync(join(ELECTRON, 'dist', readFileSync(path, 'utf8')))
}

process.exitCode = await start()
