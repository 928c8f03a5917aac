import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'
import { readBody } from '@/lib/openai/read-body'

type Parts = {
  /** Settled once the operator's documents have been read. */
  readonly documents: Promise<unknown>
  readonly dependencies: Pick<Dependencies, 'effects' | 'load' | 'plans'>
}

/**
 * Reads a call's body. Its caller is counted in only with the body, and would hold all places of the instance by bodies that do
 * not come; so no more are waited for than its plan lets it have in flight, and one more throws `concurrency_limit_exceeded`.
 * Those whose address is not known are one caller here too, as they are where calls are counted: who fills it shuts out nobody
 * else, and without it everybody.
 */
export async function receiveBody(
  request: Request,
  { identity }: CallTrace,
  { documents, dependencies }: Parts,
): Promise<string> {
  const { effects, load, plans } = dependencies
  // On a cold start the limit is not known yet; whoever then held all places would hold them for as long as a body is waited for.
  if (plans.atHand() === undefined) await documents
  const { caller = '', plan = '' } = identity ?? {}
  const { arriving } = load
  const before = arriving.get(caller) ?? 0
  const limit = plans.atHand()?.value.get(plan)?.concurrency
  if (limit !== undefined && before >= limit) throw tooMany(limit)
  arriving.set(caller, before + 1)
  try {
    return await readBody(request, effects)
  } finally {
    const left = (arriving.get(caller) ?? 1) - 1
    if (left > 0) arriving.set(caller, left)
    else arriving.delete(caller)
  }
}

function tooMany(limit: number): ApiError {
  return new ApiError(
    'concurrency_limit_exceeded',
    `The bodies of ${limit} calls of this caller are still on their way, which is as many as it may have in flight: send them to their ends first.`,
    { retryAfterSeconds: 1 },
  )
}
