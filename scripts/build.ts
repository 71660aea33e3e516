/** `npm run build`: the three bundles, one after another; with `--quiet` only what went wrong is said. */
import { run } from './steps.ts'

const quiet = process.argv.includes('--quiet') ? ['--logLevel', 'warn'] : []
for (const mode of ['main', 'preload', 'renderer']) process.exitCode ||= await run('vite', ['build', '--mode', mode, ...quiet])
