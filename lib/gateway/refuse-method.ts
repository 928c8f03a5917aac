import { keptRequestId } from '@/lib/gateway/caller'
import { newId } from '@/lib/gateway/new-id'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'

const allow = 'GET, HEAD'

/**
 * Refuses a method that a page does not take, undefined for one that it does; the framework's own refusal has neither a body
 * nor `allow`.
 */
export function refuseMethod({ method, headers }: Request): Response | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined
  const response = errorResponse(new ApiError('method_not_allowed', `This path takes ${allow}.`, { allow }))
  response.headers.set('x-request-id', keptRequestId(headers) ?? newId())
  response.headers.set('cache-control', 'private, no-store')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}
