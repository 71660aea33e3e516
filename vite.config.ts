/** One bundler config, four modes: `main` (everything that runs in Node), `mcp`, `preload`, `renderer`. */
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

/** What agents start anew for each conversation: small and apart from the rest, so that it answers soon. */
const mcp: UserConfig = {
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/mcp',
    emptyOutDir: true,
    minify: true,
    rolldownOptions: {
      input: { main: 'plugins/mcp/main.ts' },
      external: [/^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
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
      input: {
        popover: 'renderer/popover/index.html',
        settings: 'renderer/settings/index.html',
        welcome: 'renderer/welcome/index.html',
        dashboard: 'renderer/dashboard/index.html',
      },
      // Making a schema changes nothing else, so what is not used of them, and with it the schema library, is left out.
      treeshake: { manualPureFunctions: ['z'] },
    },
  },
}

const MODES: Record<string, UserConfig> = { main, mcp, preload, renderer }

export default defineConfig(({ mode }) => {
  const config = MODES[mode]
  if (config === undefined) throw new Error(`vite.config.ts: unknown mode ${mode}; use main, mcp, preload or renderer`)
  return { publicDir: false, ...config }
})
