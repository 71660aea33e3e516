/** The wire as JSON Schema, made of the tables that parse it: what other programs may send and will get. Pure. */
import { z } from 'zod'
import { ERROR_CODES } from '../domain/error.ts'
import { COMMANDS } from './commands.ts'
import { envelopeSchema } from './events.ts'
import {
  ackParamsSchema,
  eventNotificationSchema,
  gapNotificationSchema,
  helloParamsSchema,
  helloResultSchema,
  requestSchema,
  responseSchema,
  subscribeParamsSchema,
  subscribeResultSchema,
  unsubscribeParamsSchema,
} from './rpc.ts'
import { PROTOCOL } from './version.ts'

export interface ProtocolSchema {
  readonly protocol: string
  readonly methods: Readonly<Record<string, { readonly scope: string | null; readonly params: unknown; readonly result: unknown }>>
  readonly messages: Readonly<Record<string, unknown>>
  readonly errors: readonly string[]
}

export function protocolSchema(): ProtocolSchema {
  const commands = Object.entries(COMMANDS).map(([name, { scope, input, output }]) => [name, { scope, params: given(input), result: got(output) }] as const)
  return {
    protocol: PROTOCOL,
    methods: {
      hello: { scope: null, params: given(helloParamsSchema), result: got(helloResultSchema) },
      'events/subscribe': { scope: 'read', params: given(subscribeParamsSchema), result: got(subscribeResultSchema) },
      'events/unsubscribe': { scope: 'read', params: given(unsubscribeParamsSchema), result: {} },
      'events/ack': { scope: 'read', params: given(ackParamsSchema), result: {} },
      ...Object.fromEntries(commands),
    },
    messages: {
      request: given(requestSchema),
      response: got(responseSchema),
      'events/event': got(eventNotificationSchema),
      'events/gap': got(gapNotificationSchema),
      envelope: got(envelopeSchema),
    },
    errors: ERROR_CODES,
  }
}

function given(schema: z.ZodType): unknown {
  return plain(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
}

function got(schema: z.ZodType): unknown {
  return plain(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }))
}

/** As it stands in a file, without what only names the dialect. */
function plain(schema: object): unknown {
  const { $schema: _dialect, ...rest } = JSON.parse(JSON.stringify(schema))
  return rest
}
