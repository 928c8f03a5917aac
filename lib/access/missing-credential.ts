import { ApiError } from '@/lib/openai/api-error'

/** The refusal of who sent no credential or none that is known: the same words for all, so that they tell nothing. */
export function missingCredential(): ApiError {
  return new ApiError('invalid_api_key', 'A known, unexpired API key is needed: authorization: Bearer <key>.')
}
