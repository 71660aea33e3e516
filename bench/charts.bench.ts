/** The charts in Chromium, over the demo's day of figures: how soon one of 24 hours at one-minute grain is painted, and how large the pages' scripts are. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { z } from 'zod'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, round } from './bench.ts'

const COMMAND = fileURLToPath(new URL('../out/cli/main.js', import.meta.url))
const ASSETS = fileURLToPath(new URL('../out/renderer/assets/', import.meta.url))
const DRAWINGS = 30
const ready = z.object({ url: z.string() })

export const bench: Bench = {
  summary: 'A chart of 24 hours at one-minute grain in Chromium: from the press until it is painted; sizes of scripts.',
  async run(say) {
    const home = tempFolder()
    const { SCRIBE_HOME: _home, ...environment } = process.env
    const child = spawn(process.execPath, [COMMAND, 'daemon', '--demo', '--seed', '7', '--port', '0', '--json'], {
      env: { ...environment, HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const browser = await chromium.launch(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {})
    try {
      say('a day of figures')
      const page = await browser.newPage({ viewport: { width: 1100, height: 720 } })
      await page.goto(ready.parse(JSON.parse(String(line))).url.replace('/#', '/dashboard/index.html#'))
      await page.getByRole('button', { name: 'Performance' }).click()
      await page.getByRole('button', { name: '24 hours' }).click()
      return [...latencies('24 h at one-minute grain, one chart drawn', await drawings(page)), ...sizes()]
    } finally {
      await browser.close()
      child.kill('SIGTERM')
      await exited
      removeFolder(home)
    }
  },
}

/** Each is drawn anew: its table takes its place, and goes again. */
async function drawings(page: Page): Promise<number[]> {
  const chart = page.getByRole('region', { name: 'From a change until it is durable' })
  await chart.locator('path[d^="M"]').first().waitFor()
  await page.getByRole('button', { name: 'Pause' }).last().click()
  const taken: number[] = []
  for (let n = 0; n < DRAWINGS; n++) {
    await chart.getByRole('button', { name: 'Table' }).click()
    await chart.getByRole('table').waitFor()
    taken.push(await chart.getByRole('button', { name: 'Table' }).evaluate(untilPainted))
  }
  return taken
}

/** In the page: presses the button, and settles when what came of it is painted; ms. */
function untilPainted(button: Element): Promise<number> {
  const began = performance.now()
  ;(button as HTMLElement).click()
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began))))
}

function sizes(): Figure[] {
  const sized = (name: string, begins: readonly string[]): Figure => {
    const bytes = readdirSync(ASSETS).filter((file) => file.endsWith('.js') && begins.some((begin) => file.startsWith(begin)))
    return { name, value: round(bytes.reduce((sum, file) => sum + statSync(join(ASSETS, file)).size, 0) / 1024), unit: 'KB', better: 'lower' }
  }
  return [sized('charts: minified script', ['PerformanceView-']), sized('dashboard: minified script', ['dashboard-', 'format-', 'sessionRows-', 'DemoBadge-'])]
}
