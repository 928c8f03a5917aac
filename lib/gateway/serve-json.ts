import { type Caller, readCaller } from '@/lib/gateway/caller'
import { corsHeaders } from '@/lib/gateway/cors-headers'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import { requireConfiguration } from '@/lib/gateway/require-configuration'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'

/** One of our own documents: its content for this caller. */
export type ReadDocument = (caller: Caller) => Promise<unknown>

/** Serves a JSON document over GET, its errors in OpenAI's shape. */
export async function serveJson(
  request: Request,
  dependencies: Dependencies,
  read: ReadDocument,
): Promise<Response> {
  const { environment, background, writeLog } = dependencies
  const caller = readCaller(request, dependencies)
  const response = await respond(request, async () => {
    requireConfiguration(environment)
    return await read(caller)
  }).catch((error: unknown) => {
    logUnexpected(error, { requestId: caller.requestId, writeLog })
    return errorResponse(error)
  })
  const headers = {
    'x-request-id': caller.requestId,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    ...corsHeaders(caller.origin, environment.corsOrigins),
  }
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  background.defer(() => refreshKnowledge(caller.place.edge, dependencies))
  return response
}

async function respond({ method }: Request, read: () => Promise<unknown>): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD')
    throw new ApiError('method_not_allowed', 'This path takes GET.', { allow: 'GET, HEAD' })
  return Response.json(await read())
}
