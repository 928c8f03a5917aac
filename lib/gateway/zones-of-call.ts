import { allowedZones } from '@/lib/access/allowed-zones'
import type { Identity } from '@/lib/access/identity'
import type { Plan } from '@/lib/access/plan'
import { askedZone } from '@/lib/gateway/asked-zone'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { narrow } from '@/lib/routing/narrow'

type Asked = {
  readonly headers: Headers
  readonly plan: Pick<Plan, 'zones'>
  readonly identity: Pick<Identity, 'zones'>
}

/** The zones that may answer a call by its country, its own wish, its plan and its credential; undefined allows all. */
export function zonesOfCall(
  { caller: { place }, view }: Pick<CallTrace, 'caller' | 'view'>,
  { headers, plan, identity }: Asked,
): readonly string[] | undefined {
  const rule = place.country === undefined ? undefined : view?.value.residency.get(place.country)
  const residency = narrow(rule, askedZone(headers))
  const allowed = allowedZones(plan, identity)
  if (residency === undefined || allowed === undefined) return residency ?? allowed
  return residency.filter(zone => allowed.includes(zone))
}
