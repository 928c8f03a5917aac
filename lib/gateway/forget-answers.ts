import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { requireKeyStore } from '@/lib/gateway/require-key-store'

/** Makes whatever answers are kept for a tenant, a key without one, or a plan unreachable from the next call on. */
export async function forgetAnswers({ id }: OperatorRequest, dependencies: Dependencies): Promise<Response> {
  await requireKeyStore(dependencies, store => store.forgetAnswers(id))
  return Response.json({ owner: id })
}
