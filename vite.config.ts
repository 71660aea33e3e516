/** One bundler config, three modes: `main` (everything that runs in Node), `preload`, `renderer`. */
import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'

/** Entries keep their folder, so that `new URL('./watch/watchHost…', base)` is right in the sources and in `out/`. */
const NODE_ENTRIES = [
  'main/headless',
  'main/electron/main',
  'main/store/storeWorker',
  'main/registry/registryWorker',
  'main/summaries/summaryWorker',
  'main/watch/watchHost',
  'cli/main',
]

const main: UserConfig = {
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out',
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      input: Object.fromEntries(NODE_ENTRIES.map((name) => [name, `${name}.ts`])),
      external: ['electron', /^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true },
}

const preload: UserConfig = {
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/preload',
    emptyOutDir: true,
    rolldownOptions: {
      input: { index: 'preload/index.ts' },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
  ssr: { noExternal: true },
}

const renderer: UserConfig = {
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    target: 'chrome156',
    outDir: '../out/renderer',
    emptyOutDir: true,
    rolldownOptions: {
      input: { popover: 'renderer/popover/index.html', settings: 'renderer/settings/index.html', welcome: 'renderer/welcome/index.html' },
      // Making a schema changes nothing else, so what is not used of them, and with it the schema library, is left out.
      treeshake: { manualPureFunctions: ['z'] },
    },
  },
}

const MODES: Record<string, UserConfig> = { main, preload, renderer }

export default defineConfig(({ mode }) => {
  const config = MODES[mode]
  if (config === undefined) throw new Error(`vite.config.ts: unknown mode ${mode}; use main, preload or renderer`)
  return { publicDir: false, ...config }
})
