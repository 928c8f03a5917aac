import type { KeyStore } from '@/lib/access/admission-store'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'

/** Runs an operator's action on the key store; throws `configuration_error` without one, `auth_unavailable` where it is away. */
export async function requireKeyStore<T>(
  { keyStore }: Dependencies,
  action: (store: KeyStore) => Promise<T>,
): Promise<T> {
  if (keyStore === undefined)
    throw new ApiError(
      'configuration_error',
      'Keys and revocations need Upstash Redis: set UPSTASH_REDIS_REST_URL and _TOKEN.',
      { definitive: true },
    )
  try {
    return await action(keyStore)
  } catch (cause) {
    throw new ApiError('auth_unavailable', 'The key store does not answer.', { cause })
  }
}
