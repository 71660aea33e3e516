/**
 * Makes sure that there is a browser for the tests: Debian's Chromium on Linux (installed when this runs as root),
 * Playwright's own elsewhere. Owns nothing else of the machine.
 */
import { existsSync } from 'node:fs'
import { run, say } from './steps.ts'

const SYSTEM_CHROMIUM = '/usr/bin/chromium'
const NO_PROMPTS = { DEBIAN_FRONTEND: 'noninteractive' }

/** True once a browser is there; says what to do when it cannot be had. */
export async function ensureBrowser(): Promise<boolean> {
  if (process.platform !== 'linux') return (await run('playwright', ['install', 'chromium'])) === 0
  if (existsSync(SYSTEM_CHROMIUM)) return true
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing Chromium for the tests')
    await run('apt-get', ['update', '-qq'], NO_PROMPTS)
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], NO_PROMPTS)
    if (existsSync(SYSTEM_CHROMIUM)) return true
  }
  process.stderr.write(`There is no ${SYSTEM_CHROMIUM}. Install Chromium (Debian: apt-get install chromium), then run the tests again.\n`)
  return false
}
