/** Pictures for the documentation: the paths of the machine they are taken on are shown as those of an installed app. */
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const SHOWN = '/Applications/Scribe.app/Contents/Resources'

/** Takes a picture where pictures are wanted. `folder` is the spec's own, shown as the person's home. */
export async function picture(page: Page, name: string, folder: string): Promise<void> {
  if (process.env.SCRIBE_SCREENS !== '1') return
  const replaced = [
    [ROOT, SHOWN],
    [`${folder}/person`, '~'],
    [`${folder}/home`, '~/.scribe'],
    [folder, '~'],
  ] as const
  await page.evaluate((pairs) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = pairs.reduce((all, [from, to]) => all.replaceAll(from, to), node.nodeValue ?? '')
      if (text !== node.nodeValue) node.nodeValue = text
    }
    for (const input of document.querySelectorAll('input'))
      for (const [from, to] of pairs) if (input.value.includes(from)) input.value = input.value.replaceAll(from, to)
  }, replaced)
  await page.screenshot({ path: `docs/screens/${name}.png` })
}
