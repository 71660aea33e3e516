/** Over a real store and real event files: what a life of the daemon recorded and did not come to announce. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { Envelope } from '../../shared/protocol/events.ts'
import { type ConnectionGround, connectionGround } from '../../testing/connectionParts.ts'
import { eventually } from '../../testing/eventually.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { openStore, type Store } from '../store/store.ts'
import { tellMissed } from './tellMissed.ts'

suite('main/sessions/tellMissed', () => {
  let home: string
  let store: Store
  let ground: ConnectionGround

  beforeEach(async () => {
    home = tempFolder()
    store = await openStore(new URL('../store/storeWorker.ts', import.meta.url), join(home, 'data'))
    ground = await connectionGround(home)
  })
  afterEach(async () => {
    await ground.events.close()
    await store.close()
    removeFolder(home)
  })

  const record = async (text: string, at = 2_000) => {
    const entries = [{ session_id: 's1', at, kind: 'note' as const, lines: [`- ${text}`] }]
    const { entries: written } = await store.run({ kind: 'record', records: [{ session: sampleSession({ id: 's1' }), changes: [], entries }] })
    return written
  }
  const announce = async (text: string, at?: number): Promise<void> => {
    for (const entry of await record(text, at)) ground.hub.publish({ topic: 'worklog.appended', session_id: 's1', entry })
    await eventually(() => ground.events.released === ground.hub.state.seq)
  }
  /** The next life of the daemon, and what it announces before anything else. */
  const nextLife = async (): Promise<string[]> => {
    await ground.events.close()
    ground = await connectionGround(home)
    const told: Envelope[] = []
    ground.hub.subscribe((envelope) => told.push(envelope))
    await tellMissed({ ...ground, store })
    return told.map(({ event }) => (event.topic === 'worklog.appended' ? event.entry.lines.join() : event.topic))
  }

  test('what was recorded behind the last announcement is announced, its session first, and once', async () => {
    await announce('told')
    await record('one')
    await record('two')
    expect(await nextLife()).toEqual(['session.updated', '- one', '- two'])
    await eventually(() => ground.events.released === ground.hub.state.seq)
    expect(await nextLife()).toEqual([])
  })

  test('by its number, though the clock was set back before the epoch began', async () => {
    await announce('told')
    await record('one', 500)
    expect(await nextLife()).toEqual(['session.updated', '- one'])
  })

  test('where nothing was announced yet it is what came since the epoch began; of a new epoch nothing is', async () => {
    await record('earlier', 500)
    await record('one')
    expect(await nextLife()).toEqual(['session.updated', '- one'])
    await record('later')
    await ground.events.close()
    removeFolder(join(home, 'events'))
    expect(await nextLife()).toEqual([])
  })
})
