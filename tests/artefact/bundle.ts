import { build } from 'vite'

/** Makes single modules for Node and for workerd of what serves the artefact. */
export async function bundle(entries: Readonly<Record<string, string>>, outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['workerd'] },
    build: {
      target: 'es2023',
      minify: false,
      outDir,
      ssr: true,
      rolldownOptions: {
        input: { ...entries },
        external: [/^node:/, /^cloudflare:/, 'edge-function', 'workerd'],
      },
    },
  })
}
