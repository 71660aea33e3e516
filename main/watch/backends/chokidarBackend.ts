/** Watching with chokidar 6: one recursive handle per root on macOS, one handle per folder on Linux. */
import { watch } from 'chokidar'
import type { OpenBackend } from './backend.ts'

export const openChokidar: OpenBackend = (options, events) => {
  const watcher = watch(options.root, {
    ignoreInitial: true,
    followSymlinks: false,
    // Folding of atomic saves is ours; chokidar's own also hides editors' temporary files and delays unlink.
    atomic: false,
    ignored: (path) => path !== options.root && options.ignored(path),
  })
  watcher.on('ready', events.ready)
  watcher.on('error', (error) => events.degraded(error instanceof Error ? error.message : String(error)))
  watcher.on('all', (event, path) => {
    if (event === 'unlinkDir' && path === options.root) events.rootLost()
    else events.dirty(path)
  })
  return { close: () => watcher.close() }
}
