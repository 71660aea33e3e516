/**
 * Writes `docs/protocol.schema.json`: every command, event and message of the wire as JSON Schema, out of the tables that the daemon
 * itself parses with. A test holds the file against them, and against what was released before.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { protocolSchema } from '../shared/protocol/schema.ts'

writeFileSync(fileURLToPath(new URL('../docs/protocol.schema.json', import.meta.url)), `${JSON.stringify(protocolSchema(), null, 1)}\n`)
