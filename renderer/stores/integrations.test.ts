import { expect, suite, test } from 'vitest'
import type { Integration } from '../../shared/domain/integration.ts'
import { linkedBridge, refused } from '../../testing/linkedBridge.ts'
import { IntegrationModel } from './integrations.ts'

const CURSOR: Integration = { name: 'cursor', state: 'notInstalled', tested: false, files: [], last_seen: null, problem: null }
const FILES = [{ path: '/h/.cursor/mcp.json', lines: [{ kind: 'added', text: '{' }], more: 0 }]
const answers: Record<string, unknown> = {
  'integration/list': { ok: true, result: { integrations: [CURSOR], home: '/h' } },
  'integration/plan': { ok: true, result: { files: FILES } },
  'integration/install': { ok: true, result: { integration: { ...CURSOR, state: 'installed' }, files: FILES } },
}

suite('renderer/stores/integrations', () => {
  test('what would be changed is shown, and only then done; how all stand is asked anew', async () => {
    const bridge = linkedBridge((name) => answers[name])
    const model = new IntegrationModel(bridge)
    await model.look()
    await model.confirm()
    expect(bridge.asked.map(({ name }) => name)).toEqual(['integration/list'])
    const asking = model.ask('cursor', 'install')
    await model.confirm()
    await asking
    expect([model.store.getState().question?.files, bridge.asked.length]).toEqual([FILES, 2])
    await Promise.all([model.confirm(), model.confirm()])
    expect(bridge.asked.slice(2).map(({ name }) => name)).toEqual(['integration/install', 'integration/list'])
    expect(model.store.getState()).toMatchObject({ question: null, busy: false, said: expect.stringContaining('Cursor is connected') })
  })

  test('an answer to a question that was taken back, or replaced, changes nothing', async () => {
    const bridge = linkedBridge((name) => answers[name])
    const model = new IntegrationModel(bridge)
    const first = model.ask('cursor', 'install')
    model.dismiss()
    await first
    expect(model.store.getState().question).toBeNull()
    const second = model.ask('cursor', 'install')
    await Promise.all([second, model.ask('vscode', 'install')])
    expect(model.store.getState().question?.name).toBe('vscode')
  })

  test('a refusal stands at the one it is about, before and after', async () => {
    const model = new IntegrationModel(linkedBridge((name) => (name === 'integration/plan' ? refused('no JSON') : answers[name])))
    await model.ask('cursor', 'install')
    expect(model.store.getState()).toMatchObject({ question: null, refusal: { name: 'cursor', text: 'no JSON' } })
    const other = new IntegrationModel(linkedBridge((name) => (name === 'integration/install' ? refused('no room') : answers[name])))
    await other.ask('cursor', 'install')
    await other.confirm()
    expect(other.store.getState()).toMatchObject({ question: null, busy: false, refusal: { name: 'cursor', text: 'no room' } })
  })
})
