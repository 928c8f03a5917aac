import type { Identity } from '@/lib/access/identity'
import type { Plan } from '@/lib/access/plan'
import { ApiError } from '@/lib/openai/api-error'
import type { Call } from '@/lib/operations/parse-call'

type Granted = {
  readonly plan: Plan
  readonly identity: Pick<Identity, 'models'>
  /** What the name that is asked for stands for; undefined where a model is still to be chosen. */
  readonly model: string | undefined
}

/** Throws where a plan or credential does not allow the call: `model_not_allowed`, or 400 for an answer too long. */
export function requireAllowed(call: Call, { plan, identity, model }: Granted): void {
  // Who is allowed an alias is allowed what it stands for.
  const isAllowed = (list: readonly string[] | undefined) =>
    list === undefined || [model, call.model].some(name => name !== undefined && list.includes(name))
  if (model !== undefined && ![plan.models, identity.models].every(isAllowed))
    throw new ApiError('model_not_allowed', 'This credential does not allow the model.', { param: 'model' })
  requireRoom(call, plan.maxTokensPerRequest)
}

// A call asks for all of its answers: a bound that each had for itself would be none.
function requireRoom({ answerLimits, choices, operation }: Call, limit: number | undefined): void {
  const [field] = operation.format.limitFields
  if (limit === undefined || field === undefined) return
  const tooLong = answerLimits.find(({ tokens }) => tokens * choices > limit)
  if (tooLong === undefined && choices <= limit) return
  const param = tooLong?.field ?? field
  const asked = choices > 1 ? ` in all of its ${choices} answers` : ''
  throw new ApiError('invalid_request', `Invalid '${param}': the plan allows at most ${limit}${asked}.`, {
    param,
  })
}
