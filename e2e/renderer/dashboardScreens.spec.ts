import type { Page } from '@playwright/test'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { TestRepo } from '../../testing/scaffold.ts'
import { complaintsOf } from '../accessibility.ts'
import { test } from './dashboardFixtures.ts'
import { expect, record } from './fixtures.ts'

const APPEARANCES = [
  ['light', { colorScheme: 'light', contrast: 'no-preference', reducedMotion: 'no-preference' }],
  ['dark', { colorScheme: 'dark', contrast: 'no-preference', reducedMotion: 'no-preference' }],
  ['contrast', { colorScheme: 'light', contrast: 'more', reducedMotion: 'no-preference' }],
  ['reduced-motion', { colorScheme: 'light', contrast: 'no-preference', reducedMotion: 'reduce' }],
] as const

/** Holds the page against the rules in every appearance, and takes its picture where pictures are taken. */
async function look(page: Page, name: string, pictures: readonly string[]): Promise<void> {
  const seen = async (appearance: string): Promise<void> => {
    if (process.env.SCRIBE_SCREENS === '1' && pictures.includes(appearance)) await page.screenshot({ path: `docs/screens/dashboard-${name}-${appearance}.png` })
  }
  expect(await complaintsOf(page, { name, appearances: APPEARANCES, seen })).toEqual([])
}

const NOTES = [
  'Idea: keep a cache per repository, keyed by HEAD',
  'Decision: use an atomic rename for the registry, because a reader must never see half of it',
  'Next: write the migration test',
  'The lock is held for 3 ms at most; measured with 200 writers at once',
  'Decision: no lock file inside the repository',
  'Next: tell the other program about the new field',
  'Idea: rename the folder of samples, so that its name says what is in it',
  '▶ cmd (exit 0, 4.2s): npm test -- registry',
  'In progress: the reader of damaged files',
  'Done: the registry is written in one step',
]

/** Work as it looks at the end of a day. */
async function aDay(client: ScribeClient, makeRepo: (name: string, branch?: string) => TestRepo): Promise<void> {
  const repo = makeRepo('ai-dev-tasks', 'feat/B-1009-async-scribe-enhancement')
  const id = await record(client, repo)
  for (const [index, text] of NOTES.entries()) {
    repo.write(`src/registry/${['write', 'read', 'lock', 'migrate'][index % 4]}.ts`, `export const step = ${index}\n`)
    await client.call('worklog/append', { session: id, text })
  }
  const changes = async (): Promise<number> => (await client.call('session/get', { session: id })).session.changes
  await expect.poll(changes).toBeGreaterThan(3)
  repo.commit('Write the registry in one step')
  await client.call('session/update', { session: id, tags_add: ['registry', 'perf'], priority: 'high', description: 'The registry is written in one step.' })
  for (const [name, branch] of [
    ['doorway', 'fix/B-0093-rehydrate'],
    ['retrieval-lab', 'feat/B-1012-reranker-benchmarks'],
  ] as const)
    await record(client, makeRepo(name, branch))
  await client.call('session/pause', { session: await record(client, makeRepo('notes', 'docs/B-1001-notes')) })
  for (const item of ['B-0871', 'B-0902', 'B-0911']) {
    const { session } = await client.call('session/start', { cwd: repo.root, backlog_id: item })
    await client.call('worklog/append', { session: session.id, text: `Decision: keep the rename in one place (${item})` })
    await client.call('session/stop', { session: session.id })
  }
}

test('no view breaks the rules of accessibility in any appearance, and each has its picture', async ({ dashboard, client, makeRepo }) => {
  test.setTimeout(180_000)
  await look(dashboard, 'empty', ['light'])
  await aDay(client, makeRepo)
  await dashboard.getByRole('row', { name: /^B-1009,/ }).click()
  await dashboard.getByRole('listitem').filter({ hasText: 'atomic rename' }).click()
  await expect(dashboard.getByRole('listitem').filter({ hasText: 'Write the registry in one step' })).toBeVisible()
  await look(dashboard, 'timeline', ['light', 'dark', 'contrast'])
  await dashboard.getByRole('tab', { name: 'Summary' }).click()
  await expect(dashboard.getByRole('heading', { name: /^Decisions/ })).toBeVisible()
  await look(dashboard, 'summary', ['light', 'dark'])
  await dashboard.getByRole('tab', { name: 'Files' }).click()
  await expect(dashboard.getByRole('row', { name: /write\.ts/ })).toBeVisible()
  await look(dashboard, 'files', ['light', 'dark'])
  await dashboard.getByRole('tab', { name: 'Info' }).click()
  await look(dashboard, 'info', ['light', 'dark'])
  await dashboard.getByRole('combobox', { name: 'Search' }).fill('rename')
  await expect(dashboard.getByRole('option').first()).toBeVisible()
  await dashboard.getByRole('button', { name: 'All Sessions' }).click()
  await expect(dashboard.getByRole('group', { name: /B-0911/ })).toBeVisible()
  await look(dashboard, 'search', ['light', 'dark'])
  await dashboard.getByRole('button', { name: 'Standup' }).click()
  await expect(dashboard.getByRole('article', { name: 'B-1009' })).toBeVisible()
  await look(dashboard, 'standup', ['light', 'dark'])
  await dashboard.getByRole('button', { name: 'Completed' }).click()
  await expect(dashboard.getByRole('row', { name: /^B-0911,/ })).toBeVisible()
  await look(dashboard, 'list', ['light'])
  await dashboard.getByRole('button', { name: 'Start…' }).click()
  await expect(dashboard.getByRole('dialog', { name: 'Start Recording' })).toBeVisible()
  await look(dashboard, 'start', ['light'])
  await dashboard.keyboard.press('Escape')
  await dashboard.setViewportSize({ width: 760, height: 520 })
  await dashboard.getByRole('row', { name: /^B-0911,/ }).click()
  await look(dashboard, 'narrow', ['light'])
})
