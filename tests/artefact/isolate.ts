import { env } from 'cloudflare:workers'
import * as asyncHooks from 'node:async_hooks'
import * as buffer from 'node:buffer'

// The module of each edge function's isolate: what the platform's runtime has and workerd has not, and the function itself.

type Context = { waitUntil(work: Promise<unknown>): void }
type EdgeFunction = (request: Request, context: Context) => Promise<Response>

const modules: Readonly<Record<string, unknown>> = {
  async_hooks: asyncHooks,
  'node:async_hooks': asyncHooks,
  buffer,
  'node:buffer': buffer,
}

Object.assign(globalThis, {
  // A copy: what is read from a binding is read through it each time.
  process: { env: { ...env.environment } },
  AsyncLocalStorage: asyncHooks.AsyncLocalStorage,
  Buffer: buffer.Buffer,
  require(name: string): unknown {
    if (Object.hasOwn(modules, name)) return modules[name]
    throw new Error(`An edge function has no module ${name}.`)
  },
})

let edgeFunction: EdgeFunction | undefined

export const isolate = {
  async fetch(request: Request, _: unknown, context: Context): Promise<Response> {
    // Evaluated at the first request, as on the platform: an isolate that nobody asks costs next to nothing.
    edgeFunction ??= (await import('edge-function')).default
    return await edgeFunction(request, { waitUntil: work => context.waitUntil(work) })
  },
}
