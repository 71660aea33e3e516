/** Commands of a documentation page, and a `scribe` to run them with: installed as a person has it, with folders of its own. */
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from './scaffold.ts'
import { endDaemon } from './scribeCommand.ts'

const COMMAND = new URL('../cli/main.ts', import.meta.url).href
const SCRIPTS = ['plugins/shell/scribe', 'plugins/hooks/scribe-hook']

/** The text of a page below `docs/`. */
export function docPage(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../docs/${name}`, import.meta.url)), 'utf8')
}

/** The lines of all `sh` blocks. */
export function commandsOf(page: string): string[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap((block) => (block[1] ?? '').split('\n').filter((line) => line !== ''))
}

export interface InstalledScribe {
  /** Where it is installed. */
  readonly tools: string
  readonly home: string
  /** A repository to stand in. */
  readonly repo: TestRepo
  readonly environment: NodeJS.ProcessEnv
  close(): Promise<void>
}

/** As it is installed: the script, and beside it the command in Node, here the one of the sources. */
export function installScribe(): InstalledScribe {
  const [home, tools] = [tempFolder(), tempFolder()]
  const repo = createRepo({ files: { 'a.ts': 'one\n' } })
  for (const folder of ['bin', 'plugins/shell', 'plugins/hooks', 'node_modules/.bin', 'out/cli', 'out/renderer/popover'])
    mkdirSync(join(tools, folder), { recursive: true })
  for (const script of SCRIPTS) copyFileSync(fileURLToPath(new URL(`../${script}`, import.meta.url)), join(tools, script))
  symlinkSync('../plugins/shell/scribe', join(tools, 'bin/scribe'))
  symlinkSync(process.execPath, join(tools, 'node_modules/.bin/node'))
  writeFileSync(join(tools, 'package.json'), '{"type":"module"}')
  writeFileSync(join(tools, 'out/renderer/popover/index.html'), '')
  writeFileSync(join(tools, 'out/cli/main.js'), `import { runCli } from '${COMMAND}'\nprocess.exitCode = await runCli(process.argv.slice(2))\n`)
  const environment = { ...process.env, ...gitEnvironment(), PATH: `${join(tools, 'bin')}:${process.env.PATH}`, HOME: join(tools, 'person'), SCRIBE_HOME: home }
  const close = async (): Promise<void> => {
    await endDaemon(home)
    for (const folder of [home, tools, repo.root]) removeFolder(folder)
  }
  return { tools, home, repo, environment, close }
}
