import icon from '@/app/icon.svg?raw'
import { readCredential } from '@/lib/access/read-credential'
import { keptRequestId } from '@/lib/gateway/caller'
import { decideEntry } from '@/lib/gateway/decide-entry'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { serveRequest } from '@/lib/gateway/serve-request'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { pathOf } from '@/lib/openai/path-of'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'

type Serve = (request: Request, dependencies: Dependencies) => Promise<Response>

const openapiPath = '/api/openapi.json'

// Evaluated when they are first asked for: a start's first call does not wait for what no call needs.
const pagesByPath: ReadonlyMap<string, () => Promise<Serve>> = new Map([
  ['/', async () => (await import('@/app/_status/render-status')).renderStatus],
  ['/history', async () => (await import('@/app/_status/render-history')).renderHistory],
  ['/icon.svg', async () => serveIcon],
  [openapiPath, loadOpenapi],
])

async function loadOpenapi(): Promise<Serve> {
  const { serveOpenapi } = await import('@/lib/gateway/serve-openapi')
  return async () => serveOpenapi()
}

async function loadDocs(): Promise<Serve> {
  return (await import('@/app/docs/_page/render-docs')).renderDocs
}

/**
 * Serves every path of a deployment: what the framework does elsewhere by its files, the rewrites and the middleware. It
 * never throws.
 */
export async function servePath(request: Request, dependencies: Dependencies): Promise<Response> {
  try {
    return await respond(request, dependencies)
  } catch (error) {
    const requestId = keptRequestId(request.headers) ?? dependencies.newId()
    logUnexpected(error, { requestId, writeLog: dependencies.writeLog })
    const response = errorResponse(error)
    response.headers.set('x-request-id', requestId)
    response.headers.set('cache-control', 'private, no-store')
    response.headers.set('x-content-type-options', 'nosniff')
    return response
  }
}

async function respond(request: Request, dependencies: Dependencies): Promise<Response> {
  const pathname = pathOf(request.url)
  if (hasSlashTooMany(pathname)) return redirect(withoutSlashes(pathname) + new URL(request.url).search)
  if (/^(\/api)?\/v1(\/|$)/.test(pathname)) {
    // Who carries a credential is judged by the handler, which would only do all of it again.
    const refused =
      readCredential(request.headers) === undefined ? decideEntry(request, dependencies) : undefined
    return refused ?? (await serveRequest(request, dependencies))
  }
  if (pathname !== openapiPath && /^\/(api(\/|$)|badge\/|feed\.xml$)/.test(pathname))
    return await serveRequest(request, dependencies)
  if (/^\/admin(\/|$)/.test(pathname)) return await serveAdminPage(request, dependencies)
  return await servePage(pathname, request, dependencies)
}

async function servePage(path: string, request: Request, dependencies: Dependencies): Promise<Response> {
  const load = /^\/docs(\/|$)/.test(path) ? loadDocs : pagesByPath.get(path)
  if (load === undefined) throw new ApiError('unknown_operation', 'There is nothing at this path.')
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new ApiError('method_not_allowed', 'This path takes GET, HEAD.', { allow: 'GET, HEAD' })
  const serve = await load()
  return await serve(request, dependencies)
}

async function serveAdminPage(request: Request, dependencies: Dependencies): Promise<Response> {
  const [{ serveAdmin }, { pages }] = await Promise.all([
    import('@/lib/gateway/serve-admin'),
    import('@/app/admin/_page/pages'),
  ])
  return await serveAdmin(request, { pages, dependencies })
}

async function serveIcon(): Promise<Response> {
  return new Response(icon, {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=3600' },
  })
}

function hasSlashTooMany(path: string): boolean {
  return path.includes('//') || (path.length > 1 && path.endsWith('/'))
}

function withoutSlashes(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
}

function redirect(location: string): Response {
  return new Response(null, { status: 308, headers: { location } })
}
