import { checkSetup } from '@/lib/gateway/check-setup'
import { configuredMap } from '@/lib/gateway/configured-map'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { SetupFacts } from '@/lib/gateway/setup-facts'
import type { SetupItem } from '@/lib/gateway/setup-item'

type Surroundings = Pick<Dependencies, 'environment' | 'regionMap' | 'keyOf'>

/** Reads what the deployment has and lacks, as far as strangers may be told where it cannot serve. */
export async function readSetup(dependencies: Surroundings): Promise<readonly SetupItem[]> {
  return checkSetup(await factsOf(dependencies, new Map()))
}

/** Reads what the deployment has and lacks, as operators are told. */
export async function readWholeSetup(dependencies: Dependencies): Promise<readonly SetupItem[]> {
  const { plans, models, notices } = dependencies
  const named = Object.entries({ plans, models, notices })
  const views = await Promise.all(named.map(async ([name, item]) => [name, await item.current()] as const))
  return checkSetup(await factsOf(dependencies, new Map(views)))
}

async function factsOf(
  { environment, keyOf, regionMap }: Surroundings,
  others: SetupFacts['others'],
): Promise<SetupFacts> {
  const map = await configuredMap({ regionMap })
  return {
    environment,
    map,
    usable: map === undefined ? new Set() : endpointsWithKey(map.value, keyOf),
    others,
  }
}
