/** Loaded with `--import` before the app: from here on, `electron` means the double. */
import { registerHooks } from 'node:module'

const DOUBLE = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: DOUBLE, shortCircuit: true } : next(specifier, context)),
})
