/**
 * Starts the watch host in Electron's utility process: with the RunAsNode fuse off, the app cannot be forked as plain
 * Node. Only carries messages; what they mean is the watcher's business.
 */
import { utilityProcess } from 'electron'
import type { Logger, StartWatchHost, WatchHostProcess } from '../daemon.ts'

/** A starter for the daemon; each call starts one process. */
export function watchHostStarter(entry: string, log: Logger): StartWatchHost {
  return () => {
    const child = utilityProcess.fork(entry, [], { serviceName: 'Scribe Watch', stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr?.on('data', (text) => log.warn('watch host says', { text: String(text) }))
    // Without a listener an `error` event would end the app; `exit` follows it and is what counts.
    child.on('error', (type, location) => log.error('watch host failed', { type, location }))
    return asWatchHost(child)
  }
}

function asWatchHost(child: Electron.UtilityProcess): WatchHostProcess {
  return {
    get pid() {
      return child.pid
    },
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
    kill: () => void child.kill(),
  }
}
