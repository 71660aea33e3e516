/**
 * The carrier between pages and the daemon over Electron's IPC: six channels to us, one to the page. Owns who may
 * ask and which subscription belongs to which page; commands and events pass through unread. Invariant: every answer
 * is a typed reply, nothing is thrown across.
 */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { ScribeError, toWireError, type WireError } from '../../shared/domain/error.ts'
import { type BridgeMessage, SURFACES, type Surface } from '../../shared/protocol/bridge.ts'
import { COMMAND_NAMES, type CommandName } from '../../shared/protocol/commandNames.ts'
import { COMMANDS, SCOPES } from '../../shared/protocol/commands.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import type { AppState } from '../../shared/state/appState.ts'
import type { Caller } from '../daemon.ts'
import { APP_ORIGIN } from './protocol.ts'

/** The daemon as this carrier needs it. `dispatch` parses the input itself, so here it stays unknown. */
export interface LinkedDaemon {
  dispatch(name: CommandName, input: unknown, caller: Caller): Promise<unknown>
  snapshot(): AppState
  subscribe(sink: (envelope: Envelope) => void): () => void
}

export interface RendererLinkOptions {
  readonly daemon: LinkedDaemon
  /** True for the windows of this app; any other web contents is refused. */
  readonly isOwnWindow: (contents: WebContents) => boolean
  readonly chooseFolder: (asking: WebContents) => Promise<string | null>
  readonly show: (surface: Surface) => void
  /** The page has painted what it was told it will show. */
  readonly painted: (contents: WebContents) => void
  /** Registers what is to be done when the daemon ends for another: every page is told, and asks again by itself. */
  readonly whenDown?: (tell: () => void) => void
  /** A page has started this session. */
  readonly started: (session: string) => void
  /** True if the system showed it. */
  readonly testNotice: () => Promise<boolean>
  /** Shows the worklog of this session, if there is one. */
  readonly reveal: (session: string) => void
}

type Refusal = { readonly ok: false; readonly error: WireError }
type Handler = (contents: WebContents, payload: unknown) => unknown

/** The person in front of the app may do everything. */
const UI: Caller = { kind: 'ui', scopes: SCOPES }

/** Answers the pages until the returned function is called; that one also tells them that the daemon is down. */
export function linkRenderers(ipc: Pick<IpcMain, 'handle' | 'removeHandler'>, options: RendererLinkOptions): () => void {
  const subscriptions = new Map<WebContents, () => void>()
  const channels: Record<string, Handler> = {
    'scribe:call': (_contents, payload) => call(options, payload),
    'scribe:subscribe': (contents) => subscribe(options.daemon, subscriptions, contents),
    'scribe:show': (_contents, payload) => show(options, payload),
    'scribe:painted': (contents) => {
      options.painted(contents)
      return { ok: true, result: null }
    },
    'scribe:testNotice': async () => ({ ok: true, result: await options.testNotice() }),
    'scribe:reveal': (_contents, payload) => reveal(options, payload),
    'scribe:chooseFolder': async (contents) => ({ ok: true, result: await options.chooseFolder(contents) }),
  }
  for (const [channel, handler] of Object.entries(channels)) {
    ipc.handle(channel, async (event, payload) => {
      try {
        if (!isTrusted(event, options.isOwnWindow)) return refusal('auth.refused', 'This page may not talk to Scribe.')
        return await handler(event.sender, payload)
      } catch (error) {
        return { ok: false, error: toWireError(error) } satisfies Refusal
      }
    })
  }
  const tellDown = (): void => {
    for (const [contents, unsubscribe] of subscriptions) {
      unsubscribe()
      send(contents, { kind: 'down' })
    }
    subscriptions.clear()
  }
  options.whenDown?.(tellDown)
  return () => {
    for (const channel of Object.keys(channels)) ipc.removeHandler(channel)
    tellDown()
  }
}

/** Only the main frame of one of our windows, and only while it shows one of our pages. */
function isTrusted(event: IpcMainInvokeEvent, isOwnWindow: (contents: WebContents) => boolean): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && frame.url.startsWith(APP_ORIGIN) && isOwnWindow(event.sender)
}

async function call({ daemon, started }: RendererLinkOptions, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'object' || payload === null || !('name' in payload)) return refusal('usage.badRequest', 'A call needs a name.')
  const name = COMMAND_NAMES.find((known) => known === payload.name)
  if (name === undefined) return refusal('usage.unknownMethod', 'There is no such command.')
  const reply = await daemon.dispatch(name, 'input' in payload ? payload.input : {}, UI)
  if (name === 'session/start') tellStarted(reply, started)
  return reply
}

/** Hands on the session of a start that succeeded. */
function tellStarted(reply: unknown, started: RendererLinkOptions['started']): void {
  if (typeof reply !== 'object' || reply === null || !('result' in reply)) return
  const parsed = COMMANDS['session/start'].output.safeParse(reply.result)
  if (parsed.success) started(parsed.data.session.id)
}

function show(options: RendererLinkOptions, payload: unknown): unknown {
  const surface = SURFACES.find((known) => known === payload)
  if (surface === undefined) return refusal('usage.badRequest', 'There is no such window.')
  options.show(surface)
  return { ok: true, result: null }
}

/** A page names a session, never a path: where its worklog lies, the daemon knows. */
function reveal(options: RendererLinkOptions, payload: unknown): unknown {
  if (typeof payload !== 'string') return refusal('usage.badRequest', 'A session is named by its id.')
  options.reveal(payload)
  return { ok: true, result: null }
}

/** Snapshot first, then every event after it. Asking again starts over, so that a page can close a gap. */
function subscribe(daemon: LinkedDaemon, subscriptions: Map<WebContents, () => void>, contents: WebContents): { ok: true } {
  const state = daemon.snapshot()
  const earlier = subscriptions.get(contents)
  earlier?.()
  send(contents, { kind: 'snapshot', state })
  subscriptions.set(
    contents,
    daemon.subscribe((envelope) => send(contents, { kind: 'event', envelope })),
  )
  if (earlier === undefined) {
    contents.once('destroyed', () => {
      subscriptions.get(contents)?.()
      subscriptions.delete(contents)
    })
  }
  return { ok: true }
}

function send(contents: WebContents, message: BridgeMessage): void {
  if (!contents.isDestroyed()) contents.send('scribe:message', message)
}

function refusal(code: 'auth.refused' | 'usage.badRequest' | 'usage.unknownMethod', message: string): Refusal {
  return { ok: false, error: toWireError(new ScribeError(code, message)) }
}
