import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { sampleState } from '../../testing/electronDouble/sampleState.ts'
import { type LinkedBridge, linkedBridge, refused } from '../../testing/linkedBridge.ts'
import { WelcomeModel } from './welcome.ts'

const FOUND = { root: '/r/sample', name: 'sample', branch: 'feat/B-7-x', backlog_id: 'B-7', git: 'git version 2.50' }

suite('renderer/stores/welcome', () => {
  let answers: Record<string, unknown>
  let bridge: LinkedBridge
  let model: WelcomeModel
  const asked = (name: string): unknown[] => bridge.asked.filter((each) => each.name === name).map(({ input }) => input)

  beforeEach(() => {
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run))
    answers = {
      'welcome/get': { ok: true, result: { step: 'new', folder: null, first_run: true } },
      'repository/inspect': { ok: true, result: FOUND },
    }
    bridge = linkedBridge((name) => answers[name] ?? { ok: true, result: {} })
    model = new WelcomeModel(bridge)
    model.start()
  })
  afterEach(() => vi.unstubAllGlobals())

  const begin = async (): Promise<void> => {
    bridge.send({ kind: 'snapshot', state: sampleState() })
    await vi.waitFor(() => expect(model.store.getState().step).not.toBeNull())
  }

  test('a first run begins at the first step, which is kept at once, so that nobody is welcomed twice', async () => {
    await begin()
    expect([model.store.getState().step, asked('welcome/update')]).toEqual([1, [{ step: '1' }]])
    bridge.send({ kind: 'snapshot', state: sampleState() })
    await model.go(1)
    await model.go(-1)
    await model.go(-1)
    expect(asked('welcome/update').slice(1)).toEqual([{ step: '2' }, { step: '1' }, { step: '1' }])
  })

  test('one that was left is gone on with, its folder looked at again', async () => {
    answers['welcome/get'] = { ok: true, result: { step: '3', folder: '/r/sample', first_run: false } }
    await begin()
    await vi.waitFor(() => expect(model.store.getState().inspection.kind).toBe('found'))
    expect([model.store.getState().step, asked('repository/inspect')]).toEqual([3, [{ cwd: '/r/sample' }]])
  })

  test('of folders that were written one after the other only the last counts', async () => {
    await begin()
    const first = model.choose('/r/a')
    expect(model.store.getState().inspection).toEqual({ kind: 'looking', folder: '/r/a' })
    answers['repository/inspect'] = refused('is no repository')
    await Promise.all([first, model.choose(' /r/b ')])
    expect(model.store.getState()).toMatchObject({ folder: ' /r/b ', inspection: { kind: 'refused', folder: '/r/b', text: 'is no repository' } })
    expect(asked('welcome/update').slice(1)).toEqual([])
  })

  test('at the end what was chosen is recorded, under the ID the person wrote if they wrote one', async () => {
    await begin()
    await model.choose('/r/sample/sub')
    expect(await model.finish()).toBe(true)
    model.name(' B-9 ')
    expect(await model.finish()).toBe(true)
    expect(asked('session/start')).toEqual([
      { cwd: '/r/sample', on_limit: 'queue' },
      { cwd: '/r/sample', backlog_id: 'B-9', on_limit: 'queue' },
    ])
    expect(asked('welcome/update').at(-1)).toEqual({ step: 'done', folder: null })
  })

  test('a start that is refused ends nothing; without a folder nothing is started', async () => {
    await begin()
    expect([await model.finish(), asked('session/start')]).toEqual([true, []])
    await model.choose('/r/sample')
    answers['session/start'] = refused('no ID')
    expect(await model.finish()).toBe(false)
    expect(model.store.getState()).toMatchObject({ busy: false, refusal: { text: 'no ID' } })
    await model.go(1)
    expect(model.store.getState().refusal).toBeNull()
  })
})
