import { glob, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, suite, test } from 'vitest'
import { breaches, importsOf, RULES, type SourceFile } from './importRules.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

async function sources(): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  for await (const path of glob('{shared,main,preload,renderer,client,cli,plugins}/**/*.{ts,tsx}', { cwd: ROOT })) {
    files.push({ path, text: await readFile(`${ROOT}/${path}`, 'utf8') })
  }
  return files
}

/** file, its text, whether the rules must object */
const PLANTED: readonly [path: string, text: string, breach: boolean][] = [
  ['main/git/x.ts', "import { openStore } from '../store/store.ts'", true],
  ['main/git/x.ts', "import type { Store } from '../store/store.ts'", true],
  ['main/git/x.ts', "import { redact } from '../base/redact.ts'", false],
  ['main/watch/x.ts', "import { spawn } from 'node:child_process'", false],
  ['main/sessions/x.ts', "import { app } from 'electron'", true],
  ['main/electron/x.ts', "import { app } from 'electron'", false],
  ['main/electron/x.ts', "import { GitClient } from '../git/gitClient.ts'", true],
  ['main/server/x.ts', "import { sessionCommands } from '../commands/sessionCommands.ts'", true],
  ['shared/domain/x.ts', "import { join } from 'node:path'", true],
  ['shared/domain/x.ts', "export { a } from '../../main/base/clock.ts'", true],
  ['renderer/popover/x.tsx', "import fs from 'node:fs'", true],
  ['renderer/popover/x.tsx', "import { z } from 'zod'", true],
  ['preload/index.ts', "import { COMMANDS } from '../shared/domain/session.ts'", true],
  ['cli/commands/start.ts', "const m = await import('../../main/headless.ts')", true],
  ['cli/commands/daemon.ts', "const m = await import('../../main/headless.ts')", false],
  ['cli/verbs/start.ts', "import { connectClient } from '../../client/scribeClient.ts'", true],
  ['cli/verbs/start.ts', "import { t } from '../../shared/ui/text.ts'", false],
  ['main/commands/x.ts', "import { runVerb } from '../../cli/verbs/runVerb.ts'", false],
  ['main/commands/x.ts', "import { runCli } from '../../cli/main.ts'", true],
  ['client/x.ts', "import '../testing/eventually.ts'", true],
  ['client/x.ts', "const w = new URL('../main/store/storeWorker.ts', import.meta.url)", true],
  ['client/x.test.ts', "import { eventually } from '../testing/eventually.ts'", false],
  ['main/git/x.ts', "import {\n  a,\n  b,\n} from '../registry/registry.ts'", true],
  ['elsewhere/x.ts', '', true],
]

suite('testing/importRules', () => {
  test('nothing in the project imports what its folder may not', async () => {
    const files = await sources()
    expect(files.length).toBeGreaterThan(100)
    expect(breaches(files)).toEqual([])
  })

  for (const [path, text, breach] of PLANTED) {
    test(`${breach ? 'refuses' : 'allows'} ${JSON.stringify(text)} in ${path}`, () => {
      expect(breaches([{ path, text }]).length > 0).toBe(breach)
    })
  }

  test('every form of import is seen', () => {
    const text =
      "import a from 'a'\nimport 'b'\nexport * from './c.ts'\nimport type { D } from \"d\"\nconst e = await import('e')\nnew URL('./f.js', import.meta.url)"
    expect(importsOf(text)).toEqual(['a', './c.ts', 'd', 'b', 'e', './f.js'])
  })

  test('every place of the rules exists', async () => {
    const there = new Set((await sources()).flatMap(({ path }) => path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))))
    expect(RULES.map((rule) => rule.place).filter((place) => !there.has(place))).toEqual([])
  })
})
