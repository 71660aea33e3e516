/**
 * A daemon that can be ended and begun anew inside the process: a `Daemon` like any other to those who use it, with another behind it
 * after each restart. Sinks stay where they are; whoever holds a state is told to ask again. Invariant: at most one runs, and while none
 * does every command is refused.
 */
import { ScribeError, toWireError } from '../../shared/domain/error.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import type { Daemon } from '../daemon.ts'

export interface RestartableDaemon extends Daemon {
  /** Ends the daemon and begins another; sessions go on. Throws what its start throws; nothing runs then. Asked twice at once it restarts once. */
  restart(): Promise<void>
  /** Told when a restart begins (`true`) and when it is over. */
  onRestart(listener: (restarting: boolean) => void): void
  readonly restarting: boolean
}

/** `create` builds a daemon; `restarted` is true for every one but the first. */
export function restartableDaemon(create: (restarted: boolean) => Daemon): RestartableDaemon {
  const sinks = new Map<(envelope: Envelope) => void, () => void>()
  const listeners = new Set<(restarting: boolean) => void>()
  const closed = Promise.withResolvers<void>()
  let current = create(false)
  let sparing = false
  let restarting: Promise<void> | null = null
  let closing: Promise<void> | null = null

  async function start(): Promise<void> {
    const started = current
    // A client's order to shut down is the end; a restart is not.
    void started.closed.then(() => {
      if (started === current && restarting === null) closed.resolve()
    })
    await started.start()
  }

  async function startAnew(): Promise<void> {
    tell(true)
    for (const unsubscribe of sinks.values()) unsubscribe()
    await current.close(true)
    current = create(true)
    current.spare(sparing)
    for (const sink of sinks.keys()) sinks.set(sink, current.subscribe(sink))
    await start()
  }

  async function end(): Promise<void> {
    await restarting?.catch(() => undefined)
    await current.close()
    closed.resolve()
  }

  function tell(isRestarting: boolean): void {
    for (const listener of listeners) listener(isRestarting)
  }

  return {
    start,
    close: () => {
      closing ??= end()
      return closing
    },
    restart: () => {
      restarting ??= startAnew().finally(() => {
        restarting = null
        tell(false)
      })
      return restarting
    },
    onRestart: (listener) => void listeners.add(listener),
    get restarting() {
      return restarting !== null
    },
    closed: closed.promise,
    dispatch: async (name, input, caller) => (restarting === null ? await current.dispatch(name, input, caller) : { ok: false, error: RESTARTING }),
    snapshot: () => current.snapshot(),
    subscribe: (sink) => {
      sinks.set(sink, current.subscribe(sink))
      return () => {
        sinks.get(sink)?.()
        sinks.delete(sink)
      }
    },
    wake: () => current.wake(),
    spare: (now) => {
      sparing = now
      current.spare(now)
    },
    alerts: { raise: (fault) => current.alerts.raise(fault), clear: (fault) => current.alerts.clear(fault) },
    get socket() {
      return current.socket
    },
    get pageUrl() {
      return current.pageUrl
    },
  }
}

const RESTARTING = toWireError(new ScribeError('daemon.shuttingDown', 'Scribe is restarting. Nothing is lost.'))
