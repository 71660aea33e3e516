/**
 * Holds a page against the rules of accessibility, for the specs. The first appearance is held against all of them; in the others only
 * what depends on colours can differ, so only that is looked at again, and only where the colours are others. `SCRIBE_LONG` asks for
 * every rule in every appearance.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { LONG } from '../testing/counts.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

type Media = NonNullable<Parameters<Page['emulateMedia']>[0]>

interface Looking {
  /** What stands in front of each complaint. */
  readonly name: string
  readonly appearances: readonly (readonly [name: string, media: Media])[]
  /** Called in each, after the rules. */
  readonly seen?: (appearance: string) => Promise<unknown>
  /** For a page that may open no other one. */
  readonly legacy?: boolean
}

/** What breaks the rules: appearance, rule and place. Empty where all is well. */
export async function complaintsOf(page: Page, { name, appearances, seen, legacy = false }: Looking): Promise<string[]> {
  const found: string[] = []
  const coloured = new Set<string>()
  for (const [index, [appearance, media]] of appearances.entries()) {
    await page.emulateMedia({ colorScheme: null, contrast: null, forcedColors: null, reducedMotion: null, ...media })
    const colours = JSON.stringify([media.colorScheme, media.contrast, media.forcedColors])
    const axe = new AxeBuilder({ page }).setLegacyMode(legacy)
    const all = index === 0 || LONG
    const violations = all || !coloured.has(colours) ? (await (all ? axe.withTags(TAGS) : axe.withRules(OF_COLOURS)).analyze()).violations : []
    coloured.add(colours)
    found.push(
      ...violations.map(
        ({ id, nodes }) => `${name} ${appearance}: ${id} at ${nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 200)}`).join(', ')}`,
      ),
    )
    await seen?.(appearance)
  }
  return found
}
