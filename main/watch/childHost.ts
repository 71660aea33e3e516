/** The watch host as a child process of Node: what the headless host starts. It never throws; how a process failed is told by its end. */
import { fork } from 'node:child_process'
import { HOST_FLAGS, type StartWatchHost } from './hostProcess.ts'

/** Starts the host whose entry file is `entry` (absolute). `program` is the Node that runs it, by default this one. */
export function childWatchHost(entry: string, program: string = process.execPath): StartWatchHost {
  return () => {
    const child = fork(entry, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [...HOST_FLAGS], execPath: program })
    const ended = Promise.withResolvers<string>()
    child.once('exit', (code, signal) => ended.resolve(signal ?? `exit ${code}`))
    // A process that never ran has no exit. Errors after that (a message to one that just died) are followed by one.
    child.on('error', (error) => child.pid === undefined && ended.resolve(error.message))
    return {
      get pid() {
        return child.pid
      },
      post: (message) => void (child.connected && child.send(JSON.parse(JSON.stringify(message)))),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void ended.promise.then(listener),
      kill: () => void child.kill('SIGKILL'),
    }
  }
}
