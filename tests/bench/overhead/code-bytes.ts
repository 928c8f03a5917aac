import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

const manifest = z.object({
  functions: z.record(z.string(), z.object({ files: z.array(z.string()) })),
})

const settings = z.object({ runtime: z.string() })

/** How many bytes files have when they are packed together; undefined where one is missing. */
export function gzippedBytes(files: readonly string[]): number | undefined {
  if (!files.every(existsSync)) return undefined
  return gzipSync(Buffer.concat(files.map(file => readFileSync(file)))).length
}

/** The largest edge function of a build for `next start`. */
export function nextFunctionBytes(folder: string): number | undefined {
  const file = join(folder, 'server/middleware-manifest.json')
  if (!existsSync(file)) return undefined
  const { functions } = manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
  return largest(Object.values(functions).map(({ files }) => files.map(name => join(folder, name))))
}

/** The largest edge function of what `vercel build` has put out. */
export function edgeFunctionBytes(folder: string): number | undefined {
  const functions = join(folder, 'functions')
  if (!existsSync(functions)) return undefined
  const names = readdirSync(functions, { recursive: true, encoding: 'utf8' })
  return largest(
    names
      .filter(name => name.endsWith('.func'))
      .map(name => join(functions, name))
      .filter(isAtEdge)
      .map(path =>
        readdirSync(path, { recursive: true, encoding: 'utf8' })
          .filter(name => /\.m?js$/.test(name))
          .map(name => join(path, name))
          .filter(file => statSync(file).isFile()),
      ),
  )
}

function isAtEdge(folder: string): boolean {
  const file = join(folder, '.vc-config.json')
  return existsSync(file) && settings.parse(JSON.parse(readFileSync(file, 'utf8'))).runtime === 'edge'
}

function largest(functions: readonly (readonly string[])[]): number | undefined {
  const sizes = functions.flatMap(files => gzippedBytes(files) ?? [])
  return sizes.length === 0 ? undefined : Math.max(...sizes)
}
