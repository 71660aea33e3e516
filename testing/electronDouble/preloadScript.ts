/**
 * A preload as a script for the page: wrapped in a function with a `require` that knows only `electron`, as in a
 * sandboxed renderer. Unlike there it shares the page's world, so it is hidden by closure instead of isolation. The one
 * link to main is a binding that the wrapper takes out of the page's sight before any of the page's code runs.
 */

export const BINDING = '__electronDouble'

/** The source of the script for a preload's source. */
export function preloadScript(preload: string): string {
  return `(${wrapper})(${JSON.stringify(BINDING)}, (require, module, exports) => {${preload}\n})`
}

type Listener = (event: object, ...args: unknown[]) => void
type Host = (message: { kind: 'start' | 'pull' | 'invoke'; channel?: string; args?: unknown[] }) => Promise<{ channel: string; args: unknown[] }>

/** Runs in the page: it is sent as text, so it refers to nothing outside itself. */
function wrapper(binding: string, preload: (require: unknown, module: object, exports: object) => void): void {
  const page = globalThis as unknown as Record<string, unknown>
  const host = page[binding] as Host
  delete page[binding]
  if (window.top !== window) return
  const listeners = new Map<string, Set<Listener>>()
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => host({ kind: 'invoke', channel, args: args.map((value) => structuredClone(value)) }),
    on: (channel: string, listener: Listener) => void listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
    off: (channel: string, listener: Listener) => void listeners.get(channel)?.delete(listener),
  }
  const pull = async (): Promise<void> => {
    await host({ kind: 'start' })
    for (;;) {
      const { channel, args } = await host({ kind: 'pull' })
      for (const listener of listeners.get(channel) ?? []) listener({ sender: ipcRenderer }, ...args)
    }
  }
  const copied = (value: unknown): unknown => {
    if (typeof value === 'function') return Object.freeze((...args: unknown[]) => copied(value(...args.map(copied))))
    if (value instanceof Promise) return value.then(copied)
    if (Array.isArray(value)) return Object.freeze(value.map(copied))
    if (typeof value !== 'object' || value === null) return value
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)])))
  }
  const contextBridge = {
    exposeInMainWorld: (name: string, api: object) => Object.defineProperty(page, name, { value: copied(api), enumerable: true }),
  }
  const require = (name: string): object => {
    if (name !== 'electron') throw new Error(`a sandboxed preload cannot require ${name}`)
    return { contextBridge, ipcRenderer }
  }
  const module = { exports: {} }
  preload(require, module, module.exports)
  void pull()
}
