/** The daemon as it ships (the built one), on a data folder of its own: what benches measure. */
import { fileURLToPath } from 'node:url'
import { type DaemonProcess, startDaemonProcess } from '../testing/daemonProcess.ts'

const ENTRY = fileURLToPath(new URL('../out/main/headless.js', import.meta.url))

/** Starts it, with room for as many sessions as there can be, and waits until it listens. */
export function startBuiltDaemon(home: string): Promise<DaemonProcess> {
  return startDaemonProcess(home, { entry: ENTRY, environment: { SCRIBE_MAX_INSTANCES: '64' } })
}
