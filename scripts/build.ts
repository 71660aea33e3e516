/** `npm run build`: the four bundles, one after another; with `--quiet` only what went wrong is said. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run } from './steps.ts'

const quiet = process.argv.includes('--quiet') ? ['--logLevel', 'warn'] : []
// Their names change with their content, and what an earlier build left would be packaged with the app.
rmSync(join(ROOT, 'out/chunks'), { recursive: true, force: true })
for (const mode of ['main', 'mcp', 'preload', 'renderer']) process.exitCode ||= await run('vite', ['build', '--mode', mode, ...quiet])
