import type { Identity } from '@/lib/access/identity'
import type { Plan } from '@/lib/access/plan'

/** The zones that both the plan and the credential allow; undefined allows all. */
export function allowedZones(plan: Pick<Plan, 'zones'>, { zones }: Pick<Identity, 'zones'>) {
  if (plan.zones === undefined || zones === undefined) return plan.zones ?? zones
  return plan.zones.filter(zone => zones.includes(zone))
}
