/**
 * Scribe's plugin for opencode: hands prompts, tools and turns to Scribe's receiver, which passes them on or keeps them until Scribe
 * runs. It never waits, never throws and changes nothing of what opencode does. Put in place by `scribe agents install opencode`.
 */
import { spawn } from 'node:child_process'

const RECEIVER = '@RECEIVER@'
/** Longest text that is handed on, and conversations that are remembered. */
const MOST_TEXT = 8_000
const MOST_REMEMBERED = 50

export const Scribe = async ({ directory, worktree }) => {
  const cwd = directory || worktree
  /** By conversation: what the assistant has said since its turn began, and in which messages it speaks. */
  const said = new Map()
  const speaking = new Set()

  const tell = (event, sessionID, more) => {
    try {
      const child = spawn(RECEIVER, ['opencode', event], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
      child.on('error', () => {})
      child.stdin.on('error', () => {})
      child.stdin.end(JSON.stringify({ cwd, sessionID, ...more }))
      child.unref()
    } catch {
      // Without Scribe opencode goes on as before.
    }
  }
  const hear = (event) => {
    const { info = {}, part = {}, sessionID } = event.properties ?? {}
    switch (event.type) {
      case 'session.created':
        return tell('SessionStart', info.id, { source: 'created' })
      case 'session.deleted':
        return tell('SessionEnd', info.id, { reason: 'deleted' })
      case 'message.updated':
        if (info.role === 'assistant') remember(speaking, info.id)
        return
      case 'message.part.updated':
        if (part.type === 'text' && speaking.has(part.messageID)) remember(said, part.sessionID, { id: part.messageID, text: cut(part.text) })
        return
      case 'message.part.delta': {
        // Only what the assistant says comes piece by piece.
        const { field, delta, messageID: id } = event.properties
        const before = said.get(sessionID)
        if (field === 'text') remember(said, sessionID, { id, text: cut(`${before?.id === id ? before.text : ''}${delta}`) })
        return
      }
      case 'permission.asked':
      case 'permission.updated':
        return tell('permission', sessionID, { id: event.properties.id })
      case 'session.idle': {
        const turn = said.get(sessionID)
        said.delete(sessionID)
        if (turn !== undefined) tell('turn', sessionID, turn)
      }
    }
  }

  return {
    event: async ({ event }) => quietly(() => hear(event)),
    'chat.message': async (input, output) =>
      quietly(() => {
        const text = output.parts.filter((part) => part.type === 'text' && !part.synthetic).map((part) => part.text)
        if (text.length > 0) tell('prompt', input.sessionID, { id: output.message?.id ?? input.messageID, text: cut(text.join('\n')) })
      }),
    'tool.execute.after': async (input, output) =>
      quietly(() => {
        const { command, filePath } = input.args ?? output.args ?? {}
        tell('tool', input.sessionID, { id: input.callID, tool: input.tool, args: { command: cut(command), filePath }, exit: output.metadata?.exit })
      }),
  }
}

/** Whatever the agent sends, it never hears of a mistake of ours. */
function quietly(work) {
  try {
    work()
  } catch {
    // Nothing to do: what could not be read is not recorded.
  }
}

function cut(text) {
  return typeof text === 'string' ? text.slice(0, MOST_TEXT) : undefined
}

/** The oldest makes room. */
function remember(known, key, value) {
  known.delete(key)
  if (known instanceof Map) known.set(key, value)
  else known.add(key)
  if (known.size > MOST_REMEMBERED) known.delete(known.keys().next().value)
}
