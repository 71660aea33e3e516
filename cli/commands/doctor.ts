/**
 * `scribe doctor`: named checks with advice. Looks at this machine itself and asks the daemon, if one answers, for what
 * only it can see. Starts nothing.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findDaemon } from '../../client/findDaemon.ts'
import { scribeHome } from '../../client/home.ts'
import type { Check } from '../../shared/domain/check.ts'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import type { UiFigure } from '../../shared/domain/uiFigure.ts'
import { FORMS } from '../verbs/forms.ts'
import type { Answer, Line, Style } from '../verbs/output.ts'
import type { Verb, VerbInput } from '../verbs/verb.ts'
import { benchMachine } from './doctorBench.ts'

const STYLES: Record<Check['status'], Style> = { ok: 'good', warn: 'warn', fail: 'bad' }
const COLUMN = 14
/** In the folder the person stands in. */
const REPORT = 'scribe-selftest.json'

export const doctor: Verb = {
  ...FORMS.doctor,
  run: async (input): Promise<Answer> => {
    if (input.values['ui-bench'] === true) return await measureWindows(input)
    if (input.values.bench === true) return await benchMachine(process.argv[1] ?? '', input.values.sweep === true)
    if (input.values.sweep === true) throw new ScribeError('usage.badInput', '--sweep goes with --bench.')
    const checks = await allChecks(input, scribeHome(process.env))
    const failed = checks.some((check) => check.status === 'fail')
    return { lines: checks.flatMap(linesOf), json: { healthy: !failed, checks }, failed }
  },
}

/** What the app measures of itself, as a table and as a file where the person stands. */
async function measureWindows(input: VerbInput): Promise<Answer> {
  const client = await input.runningClient()
  if (client === null) throw new ScribeError('daemon.unreachable', 'Nothing runs that could be measured. Open Scribe, then run this again.')
  const { figures } = await client.call('doctor/ui', { quick: process.env.SCRIBE_QUICK === '1' })
  await writeFile(join(process.cwd(), REPORT), `${JSON.stringify({ at: new Date().toISOString(), figures }, null, 2)}\n`)
  const missed = figures.some(({ ok }) => ok === false)
  return { lines: [...figures.map(figureLine), `Kept in ${REPORT}.`], json: { figures, missed }, failed: missed }
}

function figureLine({ name, value, unit, target, ok }: UiFigure): Line {
  const promised = target === null ? '' : `  (at most ${target}${unit === '' ? '' : ` ${unit}`})`
  const verdict = ok === null ? '' : ok ? 'met' : 'missed'
  return [{ style: ok === false ? 'bad' : 'good', text: verdict.padEnd(8) }, `${name.padEnd(34)}${value} ${unit}${promised}`]
}

async function allChecks(input: VerbInput, home: string): Promise<Check[]> {
  const [{ checkSurroundings }, { check, found }] = await Promise.all([import('../../main/doctor/surroundings.ts'), daemonCheck(input, home)])
  // Where a daemon answers, what it sees counts: its Git is not always the one of this shell. The Node is this command's.
  const here = await checkSurroundings(home)
  return [...here.filter(({ name }) => name === 'node' || found.length === 0), check, ...found.filter(({ name }) => name !== 'node')]
}

/** Whether a daemon answers, and what it found. */
async function daemonCheck(input: VerbInput, home: string): Promise<{ check: Check; found: readonly Check[] }> {
  const name = 'daemon'
  try {
    const client = await input.runningClient()
    if (client !== null) {
      const [{ version, pid }, { checks }] = await Promise.all([client.call('health', {}), client.call('doctor/run', {})])
      return { check: { name, status: 'ok', found: `Scribe ${version} answers (pid ${pid}).` }, found: checks }
    }
  } catch (error) {
    const advice = 'If it stays so, end its process (run/scribe.json in the data folder has the number); "scribe start" starts a new one.'
    return { check: { name, status: 'fail', found: messageOf(error), advice }, found: [] }
  }
  const endpoint = await findDaemon(home)
  if (endpoint === null) return { check: { name, status: 'ok', found: 'None runs; a verb that needs one starts it.' }, found: [] }
  const said = `Nothing answers at ${endpoint.socket}, where one left its address.`
  return { check: { name, status: 'warn', found: said, advice: 'A verb that needs one starts a new one.' }, found: [] }
}

function linesOf({ name, status, found, advice }: Check): Line[] {
  const head: Line = [{ style: STYLES[status], text: status.padEnd(6) }, `${name.padEnd(COLUMN)}${found}`]
  return advice === undefined ? [head] : [head, `${' '.repeat(6 + COLUMN)}${advice}`]
}
