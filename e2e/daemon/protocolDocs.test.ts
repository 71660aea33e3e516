/** Every example of `docs/protocol.md` is run against a daemon, in its order and over one connection. */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'

const page = (name: string): string => readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8')
const EXAMPLES = [...page('protocol.md').matchAll(/^([→←]) (\{.*\})$/gm)].map(([, way = '', text = '']) => ({ way, text }))

/** The example as a matcher: "…" is anything, and there may be more. */
function matcher(value: unknown): unknown {
  if (value === '…') return expect.anything()
  if (Array.isArray(value)) return value.map(matcher)
  if (typeof value !== 'object' || value === null) return value
  return expect.objectContaining(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, matcher(part)])))
}

test('what docs/protocol.md shows is what happens', async () => {
  expect(EXAMPLES.length).toBeGreaterThan(20)
  const home = tempFolder()
  const repo = createRepo({ files: { 'a.ts': '1\n' } })
  const daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  const socket = connect(daemon.socket)
  const received: unknown[] = []
  createInterface({ input: socket }).on('line', (line) => received.push(JSON.parse(line)))
  let read = 0
  try {
    for (const { way, text } of EXAMPLES) {
      if (way === '→') socket.write(`${text.replaceAll('REPO', repo.root)}\n`)
      else {
        await eventually(() => received.length > read, 5_000)
        expect(received[read++]).toEqual(matcher(JSON.parse(text)))
      }
    }
  } finally {
    socket.destroy()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  }
})
