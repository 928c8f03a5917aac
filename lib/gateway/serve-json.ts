import { type Caller, readCaller } from '@/lib/gateway/caller'
import { corsHeaders, preflightHeaders } from '@/lib/gateway/cors-headers'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { isPreflight } from '@/lib/gateway/is-preflight'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import { requireConfiguration } from '@/lib/gateway/require-configuration'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'

/** One of our own documents: its content for this caller. */
export type ReadDocument = (caller: Caller) => Promise<unknown>

type Options = { readonly dependencies: Dependencies; readonly methods?: readonly string[] }

/** Serves a JSON document over GET, its errors in OpenAI's shape. */
export async function serveJson(
  request: Request,
  { dependencies, methods = ['GET', 'HEAD'] }: Options,
  read: ReadDocument,
): Promise<Response> {
  const { environment, background, writeLog } = dependencies
  const caller = readCaller(request, dependencies)
  // A page that shows its credential asks first.
  const response = isPreflight(request)
    ? new Response(null, { status: 204, headers: preflightHeaders(caller.origin, environment.corsOrigins) })
    : await respond(request, {
        methods,
        read: async () => {
          requireConfiguration(environment)
          return await read(caller)
        },
      }).catch((error: unknown) => {
        logUnexpected(error, { requestId: caller.requestId, writeLog })
        return errorResponse(error)
      })
  const headers = {
    'x-request-id': caller.requestId,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    // Some are kept by whoever stands in front, and what a page may read of them is said to that page alone.
    vary: 'origin',
    ...corsHeaders(caller.origin, environment.corsOrigins),
  }
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  background.defer(() => refreshKnowledge(caller.place.edge, dependencies))
  return response
}

type Answering = { readonly methods: readonly string[]; readonly read: () => Promise<unknown> }

async function respond({ method }: Request, { methods, read }: Answering): Promise<Response> {
  const allow = methods.join(', ')
  if (!methods.includes(method))
    throw new ApiError('method_not_allowed', `This path takes ${allow}.`, { allow })
  return Response.json(await read())
}
