/**
 * The watch host seen from its owner: a process that can be written to, listened to and ended. Two makers exist:
 * a child process (headless) and Electron's utility process (app), so that nothing here knows which one runs.
 */

/**
 * V8's room for young objects, MB: what the host makes is small and short-lived. By default V8 takes 7 MB more, for nothing
 * that can be measured. The headless host only: Electron's utility process is tuned by Electron.
 */
export const HOST_FLAGS = ['--max-semi-space-size=1'] as const

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
