import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as z from 'zod'
import type { EdgeFunction, Output } from './output'
import { parseRoutes } from './parse-routes'
import type { StaticFile } from './routing-table'

const overrides = z.record(
  z.string(),
  z.object({ path: z.string().optional(), contentType: z.string().optional() }),
)
const config = z.object({ version: z.literal(3), routes: z.unknown(), overrides: overrides.default({}) })

const functionConfig = z.object({
  runtime: z.string(),
  entrypoint: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
})

const prerenderConfig = z.object({
  fallback: z.object({ fsPath: z.string() }).optional(),
  initialStatus: z.number().optional(),
  initialHeaders: z.record(z.string(), z.string()).default({}),
})

/**
 * Reads an output of `vercel build`. A page that was rendered by the build is given as the file that it left. The functions
 * for Node that render it anew are left out: the project has no page of that kind but the framework's own for errors.
 */
export function readOutput(folder: string): Output {
  const { routes, overrides } = config.parse(readJson(join(folder, 'config.json')))
  const functionsFolder = join(folder, 'functions')
  const found = filesBelow(functionsFolder).map(path => relative(functionsFolder, path))
  const edge = found.flatMap(path => edgeFunctionAt(functionsFolder, path))
  return {
    routes: parseRoutes(routes),
    edgeFunctions: [...new Map(edge.map(({ made }) => [made.name, made])).values()],
    functions: Object.fromEntries(edge.map(({ path, made }) => [path, made.name])),
    files: { ...prerendered(functionsFolder, found), ...staticFiles(join(folder, 'static'), overrides) },
  }
}

function edgeFunctionAt(folder: string, path: string): { path: string; made: EdgeFunction }[] {
  if (!path.endsWith('.func/.vc-config.json')) return []
  const { runtime, entrypoint, environment } = functionConfig.parse(readJson(join(folder, path)))
  if (runtime !== 'edge' || entrypoint === undefined) return []
  const own = realpathSync(join(folder, path, '..'))
  const name = relative(realpathSync(folder), own).replace(/\.func$/, '')
  const made = { name, file: join(own, entrypoint), environment }
  return [{ path: path.replace(/\.func\/\.vc-config\.json$/, ''), made }]
}

function prerendered(folder: string, found: readonly string[]): Record<string, StaticFile> {
  const ending = '.prerender-config.json'
  const pages = found.filter(path => path.endsWith(ending))
  return Object.fromEntries(
    pages.flatMap(path => {
      const { fallback, initialStatus } = prerenderConfig.parse(readJson(join(folder, path)))
      if (fallback === undefined) return []
      const file = `functions/${join(path, '..', fallback.fsPath)}`
      return [[path.slice(0, -ending.length), { file, contentType: typeOf(file), status: initialStatus }]]
    }),
  )
}

function staticFiles(folder: string, overrides: z.infer<typeof config>['overrides']) {
  return Object.fromEntries(
    filesBelow(folder).map((place): [string, StaticFile] => {
      const path = relative(folder, place)
      const override = overrides[path]
      return [
        override?.path ?? path,
        { file: `static/${path}`, contentType: override?.contentType ?? typeOf(path) },
      ]
    }),
  )
}

const types: readonly (readonly [RegExp, string])[] = [
  [/\.html$/, 'text/html; charset=utf-8'],
  [/\.js$/, 'application/javascript; charset=utf-8'],
  [/\.css$/, 'text/css; charset=utf-8'],
  [/\.svg$/, 'image/svg+xml'],
  [/\.json$/, 'application/json; charset=utf-8'],
  [/\.rsc$/, 'text/x-component'],
  [/\.txt$/, 'text/plain; charset=utf-8'],
]

function typeOf(name: string): string {
  return types.find(([ending]) => ending.test(name))?.[1] ?? 'application/octet-stream'
}

// Folders that several paths share are links.
function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
