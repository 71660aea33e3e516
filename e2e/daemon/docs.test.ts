/** Every command of the pages for people is run, in its order, in a real repository, by a `scribe` as it is installed. (`docs/cli.md`: `cliDocs.test.ts`.) */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandsOf, docPage, type InstalledScribe, installScribe } from '../../testing/docPage.ts'
import { repoAt } from '../../testing/scaffold.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** What is said beside the answer, and is no complaint. */
const SAID = /^(Started Scribe in the background|Switched to a new branch).*\n/gm

async function shell(script: string, { environment, cwd }: { readonly environment: NodeJS.ProcessEnv; readonly cwd: string }): Promise<[number, string]> {
  const child = spawn('/bin/sh', ['-ec', script], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit'), text(child.stdout)])
  return [code, stderr.replace(SAID, '')]
}

for (const page of ['guide.md', 'migration.md', 'agents.md'])
  describe(`docs/${page}`, () => {
    let installed: InstalledScribe
    beforeAll(() => {
      installed = installScribe()
      mkdirSync(join(installed.tools, 'person'))
    })
    afterAll(() => installed.close())
    const lines = commandsOf(docPage(page)).filter((line) => /^scribe /.test(line))
    test('it holds commands', () => expect(lines.length).toBeGreaterThan(1))
    for (const line of lines)
      test(line, async () => expect(await shell(line, { environment: installed.environment, cwd: installed.repo.root })).toEqual([0, '']))
  })

describe('README.md', () => {
  const page = readFileSync(join(ROOT, 'README.md'), 'utf8')
  let installed: InstalledScribe
  beforeAll(() => {
    installed = installScribe()
    const other = join(installed.tools, 'person/src/some-repository')
    mkdirSync(other, { recursive: true })
    repoAt(other).git('init', '-q')
  })
  afterAll(() => installed.close())

  test('the first minute is run as it stands there', async () => {
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map((block) => block[1] ?? '').filter((block) => !block.includes('npm '))
    expect(blocks.length).toBeGreaterThan(1)
    expect(await shell(blocks.join(''), { environment: installed.environment, cwd: installed.tools })).toEqual([0, ''])
  })

  test('every page and picture that a page names is there', () => {
    const missing = ['README.md', 'docs/guide.md', 'docs/migration.md', 'docs/architecture.md', 'docs/agents.md', 'CONTRIBUTING.md'].flatMap((name) => {
      const links = [...readFileSync(join(ROOT, name), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((link) => link[1] ?? '')
      return links.filter((link) => !existsSync(join(ROOT, dirname(name), link))).map((link) => `${name}: ${link}`)
    })
    expect(missing).toEqual([])
  })
})
