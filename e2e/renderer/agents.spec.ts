import { expect, record, rowOf, test } from './fixtures.ts'

test('a session whose agent waits comes first, says so in words, and says how that is known', async ({ client, makeRepo, popover }) => {
  const [first, second] = [makeRepo('first'), makeRepo('second')]
  await record(client, first, 'B-1')
  await record(client, second, 'B-2')
  const said = (event: string, input: object) =>
    client.call('agent/hook', { agent: 'claude-code', event, input: { session_id: 'c1', cwd: first.root, ...input } })
  first.write('a.ts', 'x\n')
  await said('UserPromptSubmit', { prompt: 'go on' })
  await expect(rowOf(popover, 'B-1')).toHaveAccessibleName(/Claude Code is working, just now$/)
  second.write('b.ts', 'later\n')
  await expect(
    popover
      .getByRole('row')
      .filter({ has: popover.getByRole('gridcell') })
      .first(),
  ).toHaveAccessibleName(/^B-2/)
  await said('Notification', { message: 'Claude needs your permission to use Bash' })
  await expect(
    popover
      .getByRole('row')
      .filter({ has: popover.getByRole('gridcell') })
      .first(),
  ).toHaveAccessibleName(/^B-1.*Claude Code waits for you, just now$/)
  await expect(rowOf(popover, 'B-1').getByText('Claude Code waits · now')).toBeVisible()
  await rowOf(popover, 'B-1').getByText('first', { exact: true }).click()
  const agents = popover.getByRole('list', { name: 'Agents' })
  await expect(agents.getByRole('listitem')).toHaveText([/Claude Code waits for you · now\s*hook · (now|\d+ s)/])
  if (process.env.SCRIBE_SCREENS === '1')
    await popover.screenshot({ path: 'docs/screens/popover-agents-light.png', clip: { x: 0, y: 0, width: 392, height: 420 } })
  await said('SessionEnd', { reason: 'exit' })
  await expect(agents).toHaveCount(0)
})
