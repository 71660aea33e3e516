/**
 * What a page sees of the daemon: the type of `window.scribe`. The app's preload and the browser's WebSocket give
 * the same object, so a page cannot tell (and must not care) which host runs it.
 */
import type { WireError } from '../domain/error.ts'
import type { AppState } from '../state/appState.ts'
import type { CommandName } from './commandNames.ts'
import type { CommandInput, CommandOutput } from './commands.ts'
import type { Envelope } from './events.ts'

/** A command's answer. A refusal is a value: promises that reject do not survive the isolated world unchanged. */
export type Reply<N extends CommandName> = { readonly ok: true; readonly result: CommandOutput<N> } | { readonly ok: false; readonly error: WireError }

/** `menu`, in a browser, leads to the settings; `popover` shows what is recorded, in place of the welcome. `privacy` and `gitInstaller` are the system's own; `restart` starts the daemon anew, `log` shows its log in the Finder. */
export const SURFACES = ['settings', 'welcome', 'popover', 'menu', 'privacy', 'gitInstaller', 'restart', 'log'] as const
export type Surface = (typeof SURFACES)[number]

/** Where in the popover the person wants to be: a menu, a shortcut or something dropped on the icon said so. Nothing happens before they confirm. */
export type Place =
  /** The sheet that starts a session, for this folder where one is known. */
  | { readonly view: 'start'; readonly folder: string | null }
  /** The note field, for this session where one is meant, with this text where some is. */
  | { readonly view: 'note'; readonly session: string | null; readonly text: string | null }

export type BridgeMessage =
  | { readonly kind: 'snapshot'; readonly state: AppState }
  | { readonly kind: 'event'; readonly envelope: Envelope }
  /** The daemon is not answering; the last state stays on screen, greyed. */
  | { readonly kind: 'down' }

export interface ScribeBridge {
  readonly shell: 'app' | 'browser'
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Reply<N>>
  /** Sends a snapshot first, then every event after it. Returns the unsubscribe function. */
  subscribe(listener: (message: BridgeMessage) => void): () => void
  /** Opens another surface: a window of its own, or the menu where this one cannot have it. */
  show(surface: Surface): void
  /** Hears where the app wants the page to be, what was said before included; returns the function that ends it. */
  onPlace(listener: (place: Place) => void): () => void
  /** Shows the worklog of a session in the Finder; does nothing in a browser. */
  reveal(session: string): void
  /** Where a file or folder that was dropped on the page lies; `null` where that cannot be known. */
  pathOf(file: File): string | null
  /** Sends a notification to try it; true if the system showed it. A browser shows none. */
  testNotice(): Promise<boolean>
  /** The system's folder dialog; `null` when cancelled or when the host has none. */
  chooseFolder(): Promise<string | null>
}
