import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { compatExtract } from '../../shared/summaries/compatExtract.ts'
import { renderCompatJson, renderCompatMarkdown } from '../../shared/summaries/compatRender.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { type SummaryRequest, summarizeWorklog } from './worklogSummary.ts'

const NOW = Date.UTC(2026, 10, 22, 14, 35, 50, 579)
const refused = (code: string) => expect.objectContaining({ code })

suite('main/summaries/worklogSummary', () => {
  let root: string
  const at = (...names: string[]): string => join(root, ...names)
  const worklog = (): string => at('artifacts/worklogs/B-1.md')
  const projection = (): string => at('artifacts/summaries/B-1-summary.md')

  beforeEach(() => {
    root = tempFolder()
    mkdirSync(at('artifacts/worklogs'), { recursive: true })
    mkdirSync(at('.git'))
  })
  afterEach(() => removeFolder(root))

  function summarize(differences: Partial<SummaryRequest> = {}): ReturnType<typeof summarizeWorklog> {
    return summarizeWorklog({ root, gitDir: at('.git'), backlogId: 'B-1', format: 'json', write: false, now: NOW, ...differences })
  }

  test('a worklog read in many pieces has the summary of the whole text', async () => {
    const text = Array.from({ length: 30_000 }, (_, index) => `- New idea: nümber ${index} 😀\r\n`).join('')
    writeFileSync(worklog(), text)
    const { summary } = compatExtract('B-1', text)
    expect(await summarize()).toEqual({ text: renderCompatJson(summary), path: null, truncated: false })
    expect(summary.metadata.ideas_count).toBe(30_000)
    expect(existsSync(at('artifacts/summaries'))).toBe(false)
  })

  test('the projection is Markdown whatever the format, and nothing else is left behind', async () => {
    writeFileSync(worklog(), '- Decision: atomic rename\n')
    const { summary } = compatExtract('B-1', '- Decision: atomic rename\n')
    const markdown = renderCompatMarkdown(summary, NOW)
    expect(await summarize({ write: true })).toEqual({ text: renderCompatJson(summary), path: projection(), truncated: false })
    expect(readFileSync(projection(), 'utf8')).toBe(markdown)
    expect(await summarize({ write: true, format: 'markdown', gitDir: null })).toEqual({ text: markdown, path: projection(), truncated: false })
    expect(readdirSync(at('artifacts/summaries'))).toEqual(['B-1-summary.md'])
    expect(readdirSync(at('.git/scribe'))).toEqual([])
  })

  test('no worklog, and what is no folder, is said', async () => {
    await expect(summarize()).rejects.toThrow(refused('worklog.missing'))
    await expect(summarize({ root: at('nowhere') })).rejects.toThrow(refused('worklog.missing'))
    writeFileSync(at('file'), '')
    await expect(summarize({ root: at('file') })).rejects.toThrow(refused('worklog.missing'))
  })

  for (const [name, bytes] of [
    ['invalid bytes', Buffer.from([0x2d, 0x20, 0xff, 0xfe, 0x0a])],
    ['a character cut by the end', Buffer.from([0x61, 0xf0, 0x9f, 0x98])],
    ['a lone surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ] as const) {
    test(`${name} are no text, and no summary is written`, async () => {
      writeFileSync(worklog(), bytes)
      await expect(summarize({ write: true })).rejects.toThrow(refused('worklog.notText'))
      expect(existsSync(projection())).toBe(false)
    })
  }

  test('a worklog that is a link or a folder, or lies outside, is not read', async () => {
    const outside = tempFolder()
    try {
      writeFileSync(join(outside, 'B-1.md'), '- New idea: of somebody else\n')
      symlinkSync(join(outside, 'B-1.md'), worklog())
      await expect(summarize()).rejects.toThrow(refused('worklog.unsafePath'))
      removeFolder(at('artifacts'))
      symlinkSync(outside, at('artifacts'))
      mkdirSync(join(outside, 'worklogs'))
      writeFileSync(join(outside, 'worklogs/B-1.md'), 'x')
      await expect(summarize()).rejects.toThrow(refused('worklog.unsafePath'))
      removeFolder(at('artifacts'))
      mkdirSync(worklog(), { recursive: true })
      await expect(summarize()).rejects.toThrow(refused('worklog.unsafePath'))
    } finally {
      removeFolder(outside)
    }
  })

  test('a projection that is no ordinary file is left as it is', async () => {
    writeFileSync(worklog(), 'x\n')
    mkdirSync(projection(), { recursive: true })
    await expect(summarize({ write: true })).rejects.toThrow(refused('worklog.unsafePath'))
    removeFolder(projection())
    symlinkSync('../worklogs/B-1.md', projection())
    await expect(summarize({ write: true })).rejects.toThrow(refused('worklog.unsafePath'))
    expect(readFileSync(worklog(), 'utf8')).toBe('x\n')
  })

  test('what cannot be written is a failure with its cause', async () => {
    writeFileSync(worklog(), 'x\n')
    writeFileSync(at('artifacts/summaries'), 'a file in its place')
    await expect(summarize({ write: true })).rejects.toThrow(refused('summary.failed'))
    await expect(summarize({ write: true, gitDir: at('gone') })).rejects.toThrow(refused('summary.failed'))
  })

  test('what cannot be read is a failure with its cause', async () => {
    removeFolder(at('artifacts'))
    symlinkSync('artifacts', at('artifacts'))
    await expect(summarize()).rejects.toThrow(refused('summary.failed'))
  })

  test('a worklog of 200 MB is read in bounded memory', async () => {
    writeFileSync(worklog(), '- New idea: at the start\n')
    truncateSync(worklog(), 200_000_000)
    const before = process.memoryUsage().rss
    const { text, truncated } = await summarize()
    expect(truncated).toBe(true)
    expect(JSON.parse(text).ideas).toEqual(['New idea: at the start'])
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
  })
})
