import * as z from 'zod'
import { digest } from '@/lib/access/keyed-digest'
import { moment } from '@/lib/access/moment'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { parseBody } from '@/lib/gateway/parse-body'
import { requireKeyStore } from '@/lib/gateway/require-key-store'
import { ApiError } from '@/lib/openai/api-error'

/** A token that is to be refused from now on. */
export const revocation = z.strictObject({
  jti: z.string().min(1).max(256),
  /** When the token expires by itself and need not be remembered. */
  expiresAt: moment,
})

// A little longer than the token lives, for clocks that go wrong.
const graceSeconds = 60

/** Revokes a token by its `jti` until it expires by itself. */
export async function revokeToken(
  { request }: OperatorRequest,
  dependencies: Dependencies,
): Promise<Response> {
  const { effects } = dependencies
  const { jti, expiresAt } = await parseBody(request, { schema: revocation, clock: effects })
  const seconds = Math.ceil((Date.parse(expiresAt) - effects.now()) / 1000) + graceSeconds
  if (seconds <= 0)
    throw new ApiError('invalid_request', "Invalid 'expiresAt': the token has expired.", {
      param: 'expiresAt',
    })
  const id = await digest(jti)
  await requireKeyStore(dependencies, store => store.revokeToken(id, seconds))
  return Response.json({ jti, expiresAt }, { status: 201 })
}
