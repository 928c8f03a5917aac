import { keptRequestId } from '@/lib/gateway/caller'
import { checkRegionMap } from '@/lib/gateway/check-region-map'
import { createKey } from '@/lib/gateway/create-key'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { forgetAnswers } from '@/lib/gateway/forget-answers'
import { listKeys } from '@/lib/gateway/list-keys'
import { replayUsage } from '@/lib/gateway/replay-usage'
import { reportCosts } from '@/lib/gateway/report-costs'
import { reportMetrics } from '@/lib/gateway/report-metrics'
import { reportReceipts } from '@/lib/gateway/report-receipts'
import { requireConfiguration } from '@/lib/gateway/require-configuration'
import { requireOperator } from '@/lib/gateway/require-operator'
import { revokeKey } from '@/lib/gateway/revoke-key'
import { revokeToken } from '@/lib/gateway/revoke-token'
import { showRegionMap } from '@/lib/gateway/show-region-map'
import { showSetup } from '@/lib/gateway/show-setup'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'

/** What operators may do: one row each. */
export const actions = [
  { method: 'POST', path: /^\/keys$/, run: createKey },
  { method: 'GET', path: /^\/keys$/, run: listKeys },
  { method: 'DELETE', path: /^\/keys\/([A-Za-z0-9]{12})$/, run: revokeKey },
  { method: 'POST', path: /^\/revocations$/, run: revokeToken },
  { method: 'GET', path: /^\/costs$/, run: reportCosts },
  { method: 'GET', path: /^\/metrics$/, run: reportMetrics },
  { method: 'GET', path: /^\/region-map$/, run: showRegionMap },
  { method: 'POST', path: /^\/region-map\/check$/, run: checkRegionMap },
  { method: 'GET', path: /^\/setup$/, run: showSetup },
  { method: 'GET', path: /^\/requests\/([^/]+)$/, run: reportReceipts },
  { method: 'POST', path: /^\/usage$/, run: replayUsage },
  { method: 'DELETE', path: /^\/cache\/((?:tenant|key|subject|plan)-[\w.-]{1,64})$/, run: forgetAnswers },
] as const

/** Serves the admin routes: the operator token first, then whatever is asked; errors in OpenAI's shape. */
export async function serveOperator(request: Request, dependencies: Dependencies): Promise<Response> {
  const requestId = keptRequestId(request.headers) ?? dependencies.newId()
  const response = await respond(request, dependencies).catch((error: unknown) => {
    logUnexpected(error, { requestId, writeLog: dependencies.writeLog })
    return errorResponse(error)
  })
  response.headers.set('x-request-id', requestId)
  response.headers.set('cache-control', 'private, no-store')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

async function respond(request: Request, dependencies: Dependencies): Promise<Response> {
  await requireOperator(request.headers, dependencies)
  requireConfiguration(dependencies.environment)
  const path = new URL(request.url).pathname.replace(/^\/api\/admin/, '')
  const here = actions.filter(action => action.path.test(path))
  const action = here.find(({ method }) => method === request.method)
  if (action !== undefined)
    return await action.run({ request, id: action.path.exec(path)?.[1] ?? '' }, dependencies)
  if (here.length === 0) throw new ApiError('unknown_operation', 'Unknown admin path.')
  const allow = here.map(({ method }) => method).join(', ')
  throw new ApiError('method_not_allowed', `This path takes ${allow}.`, { allow })
}
