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
  const limit = plan.maxTokensPerRequest
  const tooLong = call.answerLimits.find(({ tokens }) => limit !== undefined && tokens > limit)
  if (tooLong === undefined) return
  const { field: param } = tooLong
  throw new ApiError('invalid_request', `Invalid '${param}': the plan allows at most ${limit}.`, { param })
}
