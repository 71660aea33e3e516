/** `scribe mcp`: what agents start to reach Scribe over MCP. Loaded only when it is asked for. */
import type { Stream } from './stream.ts'

export const mcp: Stream = async () => {
  const { serveMcp } = await import('../../plugins/mcp/serve.ts')
  return await serveMcp(process.env)
}
