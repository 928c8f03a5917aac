import { readCredential } from '@/lib/access/read-credential'
import { ApiError } from '@/lib/openai/api-error'

/** Whether a credential is needed to call. */
export type Access = 'required' | 'open'

/**
 * Lets a caller in or throws `invalid_api_key`. This deployment keeps no keys yet, so where a credential is required
 * none is known and all are refused: closed, not open, until they can be checked.
 */
export function admitCaller(headers: Headers, access: Access): void {
  if (access === 'open') return
  const message =
    readCredential(headers) === undefined
      ? 'You sent no API key. Send it as: authorization: Bearer <key>.'
      : 'The API key is not known here.'
  throw new ApiError('invalid_api_key', message)
}
