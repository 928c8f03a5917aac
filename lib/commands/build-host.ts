import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { spreadNothingFirst } from '@/lib/commands/spread-nothing-first'

// `npm run build:node`, `npm run build:worker`: bundles a host into one module, without a package beside it.

const hosts = {
  node: { entry: 'lib/hosts/node-server.ts', file: 'server.mjs', target: 'node' },
  worker: { entry: 'lib/hosts/worker.ts', file: 'worker.mjs', target: 'webworker' },
} as const

// White space goes, names stay for the stack traces.
const withNames = { mangle: false, compress: true, codegen: { removeWhitespace: true } }

// One letter beyond Latin-1, and V8 keeps two bytes of memory for each letter of the file.
function plainLetters(code: string): string {
  return code.replace(/[^\0-\x7f]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

// On the finished module: what is compressed before it stays as it is.
const forNode: Plugin = {
  name: 'for-node',
  generateBundle: (_, bundle) => {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk') chunk.code = plainLetters(spreadNothingFirst(chunk.code))
  },
}

async function buildHost(name: keyof typeof hosts): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
  const { entry, file, target } = hosts[name]
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias: { '@': root, 'zod/v3': `${root}/lib/translation/zod-first-party-type-kind.ts` } },
    // The runtimes have it all, where the bundler would write an empty object.
    define: { 'process.env': 'process.env' },
    ssr: { noExternal: true, target },
    build: {
      ssr: entry,
      outDir: `.hosts/${name}`,
      emptyOutDir: true,
      target: 'node20',
      minify: name === 'worker',
      rolldownOptions: {
        plugins: name === 'node' ? [forNode] : [],
        output: { entryFileNames: file, codeSplitting: false, ...(name === 'node' && { minify: withNames }) },
      },
    },
  })
}

const [name] = process.argv.slice(2)
if (name !== 'node' && name !== 'worker') throw new Error('Expected: node or worker.')
await buildHost(name)
