import { missingCredential } from '@/lib/access/missing-credential'
import { readCredential } from '@/lib/access/read-credential'
import { keptRequestId } from '@/lib/gateway/caller'
import { corsHeaders, preflightHeaders } from '@/lib/gateway/cors-headers'
import type { Environment } from '@/lib/gateway/environment'
import { isPreflight } from '@/lib/gateway/is-preflight'
import { pathBelowVersion } from '@/lib/gateway/path-below-version'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { errorShapeOf, findOperation } from '@/lib/operations/find-operation'

type Options = {
  readonly environment: Pick<Environment, 'access' | 'corsOrigins' | 'problems' | 'mayUseBundledMap'>
  readonly newId: () => string
}

/**
 * Answers at the door what no function need wake for: a browser's preflight, an unknown path, a call without the
 * credential that is required; undefined lets the request in. An optimisation only: the handler checks all of it again.
 */
export function decideEntry(request: Request, { environment, newId }: Options): Response | undefined {
  const { method, headers, url } = request
  const origin = headers.get('origin') ?? undefined
  const response = isPreflight(request)
    ? new Response(null, { status: 204, headers: preflightHeaders(origin, environment.corsOrigins) })
    : refusal({ method, url, headers }, environment)
  if (response === undefined) return undefined
  for (const [name, value] of Object.entries(corsHeaders(origin, environment.corsOrigins)))
    response.headers.set(name, value)
  const requestId = keptRequestId(headers) ?? newId()
  response.headers.set('x-request-id', requestId)
  if (errorShapeOf(pathBelowVersion(url), headers) === 'anthropic')
    response.headers.set('request-id', requestId)
  response.headers.set('cache-control', 'private, no-store')
  response.headers.set('vary', 'authorization, origin')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

type Asked = Pick<Request, 'method' | 'url' | 'headers'>

function refusal(
  { method, url, headers }: Asked,
  { access, problems, mayUseBundledMap }: Options['environment'],
): Response | undefined {
  // The handler says what is wrong with the settings.
  if (problems.length > 0 || !mayUseBundledMap) return undefined
  try {
    findOperation(method, pathBelowVersion(url))
    if (access === 'required' && readCredential(headers) === undefined) throw missingCredential()
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return errorResponse(error, errorShapeOf(pathBelowVersion(url), headers))
    throw error
  }
}
