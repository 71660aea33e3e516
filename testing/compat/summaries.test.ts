/** Summaries against those the Python program wrote of the same worklogs: byte for byte, the times of writing left out. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, suite, test } from 'vitest'
import { compatExtract } from '../../shared/summaries/compatExtract.ts'
import { renderCompatJson, renderCompatMarkdown } from '../../shared/summaries/compatRender.ts'

function file(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

/** Names of the worklogs that have an expected summary; the others are no text. */
const NAMES = readdirSync(new URL('./vectors/expected/', import.meta.url))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))

/** The Markdown without the times it was written at. */
function timeless(markdown: string): string {
  return markdown
    .replace(/^(<!-- (?:CREATED|UPDATED)_AT:) [\dT:.-]+ -->$/gm, '$1 <ISO> -->')
    .replace(/^(\*\*(?:Generated|Last Updated)\*\*:) [\d :-]+$/gm, '$1 <LOCAL>')
}

suite('testing/compat, summaries', () => {
  for (const name of NAMES) {
    const { summary, truncated } = compatExtract(name, file(`./vectors/worklogs/${name}.md`))

    test(`the JSON of ${name} is the Python program's`, () => {
      expect(renderCompatJson(summary)).toBe(file(`./vectors/expected/${name}.json`))
      expect(truncated).toBe(false)
    })

    test(`the Markdown of ${name} is the Python program's`, () => {
      const written = renderCompatMarkdown(summary, Date.UTC(2026, 10, 22, 14, 35, 50, 579))
      expect(timeless(written)).toBe(file(`./vectors/expected/${name}.md`))
      expect(timeless(written)).not.toBe(written)
    })
  }

  test('the summary of the sample session is the same in both forms', () => {
    const { summary } = compatExtract('B-093', file('./samples/3-after-stop.B-093.md'))
    expect(renderCompatJson(summary)).toBe(file('./samples/4-summary.json'))
    expect(timeless(renderCompatMarkdown(summary, 0))).toBe(timeless(file('./samples/4-summary.md')))
  })
})
