/**
 * Which processes of this machine are coding agents, and in which folder each works. Linux tells in `/proc`, macOS through `ps` and `lsof`.
 * Bounded in number and time; a process that cannot be read is passed over, and where neither way exists there are none.
 */
import { execFile } from 'node:child_process'
import { opendir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import type { AgentName } from '../../shared/domain/agentEvent.ts'

export interface AgentProcess {
  readonly agent: AgentName
  readonly pid: number
  readonly cwd: string
}

/** More agents than that are not told apart. */
const MOST_AGENTS = 64
const MOST_PROCESSES = 8_192
const PROGRAM_MS = 2_000
const PROGRAM_BYTES = 4 * 1024 * 1024

const PROGRAMS: Readonly<Record<string, AgentName>> = { claude: 'claude-code', codex: 'codex', gemini: 'gemini', copilot: 'copilot', opencode: 'opencode' }
const INTERPRETERS = new Set(['node', 'nodejs', 'bun', 'deno'])

/** One of each agent and folder: an agent is often several processes. */
export async function agentProcesses(platform: NodeJS.Platform): Promise<AgentProcess[]> {
  const all = platform === 'linux' ? await fromProc('/proc') : platform === 'darwin' ? await fromPrograms() : []
  const first = new Map(all.map((found) => [`${found.agent} ${found.cwd}`, found]))
  return [...first.values()].slice(0, MOST_AGENTS)
}

/** The agent that this command line starts, by the name of its program or of the script that an interpreter runs; `null` for any other. */
export function agentOfCommand(argv: readonly string[]): AgentName | null {
  const program = basename(argv[0] ?? '')
  const script = argv.slice(1).find((argument) => !argument.startsWith('-')) ?? ''
  const name = INTERPRETERS.has(program) ? basename(script).replace(/\.[cm]?js$/, '') : program
  return Object.hasOwn(PROGRAMS, name) ? (PROGRAMS[name] ?? null) : null
}

async function fromProc(folder: string): Promise<AgentProcess[]> {
  const pids: number[] = []
  for await (const { name } of await opendir(folder)) {
    if (/^\d+$/.test(name)) pids.push(Number(name))
    if (pids.length >= MOST_PROCESSES) break
  }
  const found = await Promise.all(pids.map((pid) => processIn(folder, pid)))
  return found.filter((one) => one !== null)
}

async function processIn(folder: string, pid: number): Promise<AgentProcess | null> {
  const argv = await readFile(`${folder}/${pid}/cmdline`, 'utf8').catch(() => '')
  const agent = agentOfCommand(argv.split('\0'))
  // Another user's process does not say where it works.
  const cwd = agent === null ? null : await readlink(`${folder}/${pid}/cwd`).catch(() => null)
  return agent === null || cwd === null ? null : { agent, pid, cwd }
}

async function fromPrograms(): Promise<AgentProcess[]> {
  const agents = agentsInPs(await output('/bin/ps', ['-xo', 'pid=,args=']))
  if (agents.size === 0) return []
  const folders = foldersInLsof(await output('/usr/sbin/lsof', ['-a', '-d', 'cwd', '-Fpn', '-p', [...agents.keys()].join(',')]))
  return [...agents].flatMap(([pid, agent]) => {
    const cwd = folders.get(pid)
    return cwd === undefined ? [] : [{ agent, pid, cwd }]
  })
}

/** Agents by process id, of `ps -xo pid=,args=`. */
export function agentsInPs(text: string): Map<number, AgentName> {
  const agents = new Map<number, AgentName>()
  for (const line of text.split('\n').slice(0, MOST_PROCESSES)) {
    const [pid = '', ...argv] = line.trim().split(/\s+/)
    const agent = agentOfCommand(argv)
    if (agent !== null && agents.size < MOST_AGENTS) agents.set(Number(pid), agent)
  }
  return agents
}

/** Folders by process id, of `lsof -d cwd -Fpn`. */
export function foldersInLsof(text: string): Map<number, string> {
  const folders = new Map<number, string>()
  let pid = 0
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    if (line.startsWith('n/')) folders.set(pid, line.slice(1))
  }
  return folders
}

/** What it printed; nothing where it is missing, slow or fails (`lsof` ends with 1 when one of the processes is gone). */
async function output(program: string, args: readonly string[]): Promise<string> {
  const run = promisify(execFile)(program, args, { timeout: PROGRAM_MS, maxBuffer: PROGRAM_BYTES })
  return await run.then(
    ({ stdout }) => stdout,
    (error: unknown) => (error instanceof Error && 'stdout' in error ? String(error.stdout) : ''),
  )
}
