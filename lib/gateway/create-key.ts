import { createApiKey } from '@/lib/access/api-key'
import type { KeyRecord } from '@/lib/access/key-record'
import { keyedDigest } from '@/lib/access/keyed-digest'
import { type NewKey, newKey } from '@/lib/access/new-key'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { parseBody } from '@/lib/gateway/parse-body'
import { requireKeyStore } from '@/lib/gateway/require-key-store'
import { shownKey } from '@/lib/gateway/shown-key'
import { ApiError } from '@/lib/openai/api-error'

/** Makes a key and shows it, for the only time. */
export async function createKey({ request }: OperatorRequest, dependencies: Dependencies): Promise<Response> {
  const asked = await parseBody(request, { schema: newKey, clock: dependencies.effects })
  return Response.json(await makeKey(asked, dependencies), { status: 201 })
}

/** A key as it is shown when it is made, and never again. */
export type MadeKey = ReturnType<typeof shownKey> & { readonly key: string }

export async function makeKey(asked: NewKey, dependencies: Dependencies): Promise<MadeKey> {
  const { environment, effects, randomBytes } = dependencies
  const plans = (await dependencies.plans.current()).value
  if (!plans.has(asked.plan))
    throw new ApiError(
      'invalid_request',
      `Invalid 'plan': expected one of ${[...plans.keys()].join(', ')}.`,
      {
        param: 'plan',
      },
    )
  if (environment.apiKeyPepper === undefined)
    throw new ApiError('configuration_error', 'API keys need the setting API_KEY_PEPPER.', {
      definitive: true,
    })
  const key = createApiKey(randomBytes)
  const record: KeyRecord = {
    ...asked,
    id: key.id,
    digest: await keyedDigest(environment.apiKeyPepper, key.text),
    createdAt: new Date(effects.now()).toISOString(),
  }
  await requireKeyStore(dependencies, store => store.writeKey(key.id, JSON.stringify(record)))
  return { ...shownKey(record), key: key.text }
}
