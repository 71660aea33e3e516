/** What can be seen of the app from outside, over its socket and its files: all that is to be seen of a packaged one, whose fuses keep debuggers out. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'

test('the app records an edit, in the record, the worklog and the registry', { tag: '@packaged' }, async ({ launch, repo }) => {
  const app = await launch()
  const client = await app.client()
  const { session } = await client.call('session/start', { cwd: repo.root })
  const capture = async (): Promise<string> => (await client.call('session/get', { session: session.id })).session.capture
  await expect.poll(capture, { timeout: 20_000 }).toBe('live')
  repo.write('idea.md', 'An idea.\n')
  await expect.poll(async () => JSON.stringify(await client.call('worklog/read', { session: session.id })), { timeout: 20_000 }).toContain('idea.md')
  await expect.poll(() => readFileSync(join(repo.root, session.worklog), 'utf8'), { timeout: 20_000 }).toContain('idea.md')
  expect(readFileSync(join(repo.root, 'artifacts/session_registry.json'), 'utf8')).toContain('"B-7"')
  client.close()
})

test('what its own check finds is well: the store with its pragmas, Git, the watch', { tag: '@packaged' }, async ({ launch, repo }) => {
  const app = await launch()
  const client = await app.client()
  await client.call('session/start', { cwd: repo.root })
  const { checks } = await client.call('doctor/run', {})
  expect(checks.filter(({ status }) => status === 'fail')).toEqual([])
  expect(checks.find(({ name }) => name === 'store')?.found).toMatch(/journal wal, synchronous 2/)
  client.close()
})

test('it ends on request with nothing left running, and goes on from there', { tag: '@packaged' }, async ({ launch, repo }) => {
  const first = await launch()
  const before = await first.client()
  const { session } = await before.call('session/start', { cwd: repo.root })
  await before.call('worklog/append', { session: session.id, text: 'The last word.' })
  before.close()
  first.shell.process().kill('SIGTERM')
  expect(await first.ended()).toBe(0)
  expect(existsSync(join(first.home, 'run/scribe.json'))).toBe(false)

  const client = await (await launch()).client()
  expect((await client.call('session/get', { session: session.id })).session.state).toBe('paused')
  expect(JSON.stringify(await client.call('worklog/read', { session: session.id }))).toContain('The last word.')
  client.close()
})
