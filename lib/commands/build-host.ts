import { fileURLToPath } from 'node:url'
import { build } from 'vite'

// `npm run build:node`, `npm run build:worker`: bundles a host into one module, without a package beside it.

const hosts = {
  node: { entry: 'lib/hosts/node-server.ts', file: 'server.mjs', target: 'node' },
  worker: { entry: 'lib/hosts/worker.ts', file: 'worker.mjs', target: 'webworker' },
} as const

async function buildHost(name: keyof typeof hosts): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
  const { entry, file, target } = hosts[name]
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias: { '@': root } },
    // The runtimes have it all, where the bundler would write an empty object.
    define: { 'process.env': 'process.env' },
    ssr: { noExternal: true, target },
    build: {
      ssr: entry,
      outDir: `.hosts/${name}`,
      emptyOutDir: true,
      target: 'node20',
      minify: name === 'worker',
      rolldownOptions: { output: { entryFileNames: file, codeSplitting: false } },
    },
  })
}

const [name] = process.argv.slice(2)
if (name !== 'node' && name !== 'worker') throw new Error('Expected: node or worker.')
await buildHost(name)
