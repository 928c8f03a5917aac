import type { Identity } from '@/lib/access/identity'
import type { Plan } from '@/lib/access/plan'

/** What a caller's plan and credential grant. */
export type Grant = { readonly plan: Pick<Plan, 'models'>; readonly identity: Pick<Identity, 'models'> }

/** Whether both the plan and the credential allow a model. */
export function isModelAllowed(model: string, { plan, identity }: Grant): boolean {
  return [plan.models, identity.models].every(list => list === undefined || list.includes(model))
}
