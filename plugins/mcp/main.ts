/** Entry of the MCP server as a program of its own (`out/mcp/main.js`): what `scribe mcp` runs, without the rest of the command. */
import { serveMcp } from './serve.ts'

process.exitCode = await serveMcp(process.env)
