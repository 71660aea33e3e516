/**
 * The step of `npm test` that proves `plugins/dspy`: lint, strict types, and its tests with the real DSPy against the built daemon, in a
 * virtual environment that is made once for each state of its `pyproject.toml`. Where there is no Python for it, or no index to install
 * from, it says so and counts as skipped, never as passed.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Counts, NONE, ROOT, sum } from './steps.ts'

const PACKAGE = join(ROOT, 'plugins/dspy')
const CACHE = join(ROOT, 'node_modules/.cache/scribe-dspy')
const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10']
const IS_NEW_ENOUGH = 'import sys; print("%d.%d" % sys.version_info[:2] if (3, 10) <= sys.version_info[:2] < (3, 15) else "")'
const INSTALL_MS = 600_000
const CHECK_MS = 300_000
/** Tests wait more than they compute. */
const AT_ONCE = 2

interface Ran {
  readonly code: number
  readonly said: string
}

/** The environment of the package, which can be made while other things run; how that went where there is none. */
export async function preparePythonPackage(): Promise<string | Counts> {
  const python = await findPython()
  return python === null ? skipped('no Python from 3.10 on') : await makeEnvironment(python)
}

/** What was seen; a line for each part is printed as it ends. */
export async function checkPythonPackage(environment: string | Counts): Promise<Counts> {
  if (typeof environment === 'object') return environment
  const own = (tool: string): string => join(environment, 'bin', tool)
  const checks = [
    await check('ruff check', await capture(own('ruff'), ['check', '--no-cache', '.'])),
    await check('ruff format', await capture(own('ruff'), ['format', '--no-cache', '--check', '.'])),
    await check('mypy --strict', await capture(own('mypy'), ['--strict', '--cache-dir', join(CACHE, 'mypy')])),
  ]
  return sum([...checks, ...(await runTests(own('python')))])
}

async function findPython(): Promise<{ program: string; version: string } | null> {
  for (const program of CANDIDATES) {
    const { code, said } = await capture(program, ['-c', IS_NEW_ENOUGH])
    if (code === 0 && said.trim() !== '') return { program, version: said.trim() }
  }
  return null
}

/** The folder of an environment with everything in it, or how it went where there is none. */
async function makeEnvironment({ program, version }: { program: string; version: string }): Promise<string | Counts> {
  const state = `${await readFile(join(PACKAGE, 'pyproject.toml'), 'utf8')}\0${version}\0${ROOT}`
  const name = createHash('sha256').update(state).digest('hex').slice(0, 12)
  const folder = join(CACHE, name)
  const isThere = await readFile(join(folder, 'complete'), 'utf8').catch(() => null)
  if (isThere !== null) return folder
  for (const old of await readdir(CACHE).catch(() => [])) await rm(join(CACHE, old), { recursive: true, force: true })
  await mkdir(CACHE, { recursive: true })
  if ((await capture(program, ['-m', 'venv', folder])).code !== 0) return skipped(`${program} cannot make virtual environments`)
  const pip = join(folder, 'bin/pip')
  const installed = await capture(pip, ['install', '--quiet', '--no-compile', '--editable', `${PACKAGE}[test]`], INSTALL_MS)
  if (installed.code === 0) {
    await writeFile(join(folder, 'complete'), '')
    return folder
  }
  const reached = await capture(pip, ['download', '--quiet', '--no-deps', '--dest', join(folder, 'probe'), 'typing-extensions'], INSTALL_MS)
  return reached.code === 0 ? await check('pip install', installed) : skipped('pip cannot reach its index')
}

/** One process for each module; how each ended. */
async function runTests(python: string): Promise<Counts[]> {
  const modules: string[] = []
  for await (const file of glob('tests/test_*.py', { cwd: PACKAGE })) modules.push(file)
  const left = modules.sort()
  const counted: Counts[] = []
  const take = async (): Promise<void> => {
    for (let module = left.shift(); module !== undefined; module = left.shift()) {
      counted.push(await runModule(python, module))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, take))
  return counted
}

/** On a busy machine a second try tells a slow moment from a fault; what the first said is shown. */
async function runModule(python: string, module: string): Promise<Counts> {
  const first = await capture(python, [module], CHECK_MS)
  if (first.code === 0) return await countTests(module, first)
  process.stdout.write(`${first.said}\n  ${module}: a second try\n`)
  const counts = await countTests(module, await capture(python, [module], CHECK_MS))
  return { ...counts, retried: counts.failed === 0 ? 1 : 0 }
}

async function countTests(module: string, { code, said }: Ran): Promise<Counts> {
  const ran = Number(/^Ran (\d+) tests? in/m.exec(said)?.[1] ?? 0)
  const of = (what: string): number => Number(new RegExp(`${what}=(\\d+)`).exec(said.slice(said.lastIndexOf('\nRan ')))?.[1] ?? 0)
  const passed = code === 0
  const failed = passed ? 0 : Math.max(1, of('failures') + of('errors'))
  const skipped = of('skipped')
  if (!passed || ran === 0) process.stdout.write(said)
  const counts = { passed: Math.max(0, ran - failed - skipped), failed: ran === 0 ? 1 : failed, skipped, retried: 0 }
  process.stdout.write(`  ${module}: ${counts.passed} passed, ${counts.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
  return counts
}

async function check(what: string, { code, said }: Ran): Promise<Counts> {
  if (code !== 0) process.stdout.write(said)
  process.stdout.write(`  ${what}: ${code === 0 ? 'clean' : 'FAILED'}\n`)
  return { ...NONE, ...(code === 0 ? { passed: 1 } : { failed: 1 }) }
}

function skipped(reason: string): Counts {
  process.stdout.write(`  SKIPPED: the Python package is not tested here: ${reason}.\n`)
  return { ...NONE, skipped: 1 }
}

/** Runs a program in the package's folder; what it said on both outputs. 127 when it could not start. */
async function capture(program: string, args: readonly string[], timeout = CHECK_MS): Promise<Ran> {
  const quiet = { PYTHONDONTWRITEBYTECODE: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1', LITELLM_LOCAL_MODEL_COST_MAP: 'True', DSPY_CACHEDIR: join(CACHE, 'dspy') }
  const env = { ...process.env, ...quiet, SCRIBE_TEST_NODE: process.execPath }
  const child = spawn(program, args, { cwd: PACKAGE, env, stdio: ['ignore', 'pipe', 'pipe'], timeout, killSignal: 'SIGKILL' })
  try {
    const ended = once(child, 'close')
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    return { code: typeof code === 'number' ? code : 128, said: `${stdout}${stderr}` }
  } catch (error) {
    return { code: 127, said: String(error) }
  }
}
