/** `npm run reference`: writes `docs/reference.md`, every verb and setting out of the code. A test holds the page to it. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { referenceText } from '../cli/verbs/reference.ts'

writeFileSync(fileURLToPath(new URL('../docs/reference.md', import.meta.url)), referenceText())
