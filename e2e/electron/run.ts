/**
 * Runs the wiring specs on real Electron where there is one to run: on macOS. Anywhere else it says that they were not
 * run, so that nobody takes silence, or the electron double, for proof.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

if (process.platform !== 'darwin') {
  process.stdout.write(`e2e/electron: NOT RUN HERE. It needs macOS with the Electron runtime; this is ${process.platform}.\n`)
} else {
  const config = fileURLToPath(new URL('./playwright.electron.config.ts', import.meta.url))
  const { status } = spawnSync('playwright', ['test', '--config', config, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
