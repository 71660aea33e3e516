/** A request of the wire out of text: what is none is a refusal, not a failure. */
import { ScribeError } from '../../shared/domain/error.ts'
import { type Request, requestSchema } from '../../shared/protocol/rpc.ts'

export function parseRequest(text: string): Request | ScribeError {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return new ScribeError('usage.notJson', 'That is not a JSON message.')
  }
  const request = requestSchema.safeParse(message)
  return request.success ? request.data : new ScribeError('usage.badRequest', 'That is not a JSON-RPC 2.0 request.')
}
