import type { Identity } from '@/lib/access/identity'
import { isModelAllowed } from '@/lib/access/is-model-allowed'
import type { Plan } from '@/lib/access/plan'
import { ApiError } from '@/lib/openai/api-error'
import type { Call } from '@/lib/openai/parse-call'

type Granted = { readonly plan: Plan; readonly identity: Pick<Identity, 'models'> }

/** Throws where a plan or credential does not allow the call: `model_not_allowed`, or 400 for an answer too long. */
export function requireAllowed({ model, request }: Call, { plan, identity }: Granted): void {
  if (!isModelAllowed(model, { plan, identity }))
    throw new ApiError('model_not_allowed', 'This credential does not allow the model.', { param: 'model' })
  const limit = plan.maxTokensPerRequest
  for (const param of ['max_completion_tokens', 'max_tokens'] as const) {
    if (limit !== undefined && (request[param] ?? 0) > limit)
      throw new ApiError('invalid_request', `Invalid '${param}': the plan allows at most ${limit}.`, {
        param,
      })
  }
}
