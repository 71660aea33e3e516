/**
 * The watch host seen from its owner: a process that can be written to, listened to and ended. Two makers exist:
 * a child process (headless) and Electron's utility process (app), so that nothing here knows which one runs.
 */

/** A running watch host. Messages are plain JSON values, parsed by the receiver. */
export interface WatchHostProcess {
  /** `undefined` until the process runs. */
  readonly pid: number | undefined
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, however the process ended. */
  onExit(listener: (reason: string) => void): void
  kill(): void
}

export type StartWatchHost = () => WatchHostProcess
