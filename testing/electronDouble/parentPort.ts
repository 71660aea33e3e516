/** Loaded with `--import` in a utility process of the double: gives it the port to its parent. */
import { EventEmitter } from 'node:events'

const port = Object.assign(new EventEmitter(), { postMessage: (message: object) => process.send?.(message) })

process.on('message', (data) => port.emit('message', { data, ports: [] }))
// Electron ends its utility processes with itself.
process.on('disconnect', () => process.exit(0))
Object.assign(process, { parentPort: port })
