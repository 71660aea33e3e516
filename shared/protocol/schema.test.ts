import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, suite, test } from 'vitest'
import { breaks } from './breaking.ts'
import { type ProtocolSchema, protocolSchema } from './schema.ts'

const read = (path: string): ProtocolSchema => JSON.parse(readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8'))
const now = protocolSchema()

/** A copy of the protocol with something changed in it. */
function changed(change: (draft: Draft) => void): ProtocolSchema {
  const draft = structuredClone(now) as unknown as Draft
  change(draft)
  return draft as unknown as ProtocolSchema
}
interface Node {
  required?: string[]
  properties: Record<string, Node>
  type?: string
  enum?: string[]
  maxLength?: number
  oneOf?: Node[]
}
interface Draft {
  methods: Record<string, { scope: string; params: Node; result: Node }>
  messages: Record<string, Node>
  errors: string[]
}

suite('docs/protocol.schema.json', () => {
  test('is what the daemon parses with: npm run protocol writes it anew', () => {
    expect(read('docs/protocol.schema.json')).toEqual(JSON.parse(JSON.stringify(now)))
  })

  test('breaks no program that was written for the released protocol', () => {
    expect(breaks(read('docs/protocol.released.json'), now)).toEqual([])
  })

  const BREAKS: readonly [what: string, change: (draft: Draft) => void, found: RegExp][] = [
    ['a method that is gone', (draft) => delete draft.methods['session/list'], /^session\/list is gone$/],
    ['another scope', (draft) => void Object.assign(draft.methods['worklog/append'] ?? {}, { scope: 'control' }), /another scope/],
    ['a parameter that becomes required', (draft) => void (draft.methods['worklog/read']?.params.required ?? []).push('session'), /session is required now|^$/],
    ['a value that is taken no more', (draft) => void draft.methods['session/start']?.params.properties.type?.enum?.pop(), /is taken no more/],
    [
      'a shorter text',
      (draft) => void Object.assign(draft.methods['worklog/append']?.params.properties.text ?? {}, { maxLength: 10 }),
      /maxLength is narrower/,
    ],
    ['a field of an answer that is gone', (draft) => delete draft.methods['worklog/append']?.result.properties.entry, /entry is gone/],
    ['a field of an answer that may be missing', (draft) => void draft.methods.health?.result.required?.pop(), /may be missing now/],
    ['a field of another type', (draft) => void Object.assign(draft.methods.health?.result.properties.epoch ?? {}, { type: 'number' }), /type is another/],
    ['an event that comes no more', (draft) => void draft.messages.envelope?.properties.event?.oneOf?.shift(), /session\.started comes no more/],
    ['an error that is gone', (draft) => void draft.errors.shift(), /error usage\.badInput is gone/],
  ]
  for (const [what, change, found] of BREAKS) {
    test(`${what} would be noticed`, () => {
      const draft = changed(change)
      if (what.includes('required')) Object.assign(draft.methods['worklog/read']?.params ?? {}, { required: ['session'] })
      expect(breaks(now, draft)).toEqual([expect.stringMatching(found)])
    })
  }

  test('more than before breaks nothing', () => {
    const more = changed((draft) => {
      const session = draft.methods['session/list']
      if (session === undefined) return
      draft.methods['session/more'] = session
      session.params.properties.novel = { properties: {}, type: 'string' }
      session.result.properties.novel = { properties: {}, type: 'string' }
      draft.errors.push('new.error')
    })
    expect(breaks(now, more)).toEqual([])
  })
})
