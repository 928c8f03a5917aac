import type { DocumentView } from '@/lib/gateway/live-document'
import type { SetupFacts } from '@/lib/gateway/setup-facts'
import type { SetupItem } from '@/lib/gateway/setup-item'
import { counted } from '@/lib/regions/counted'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import { someOf } from '@/lib/regions/some-of'

/** What is to be said of the store, of what lies in it, and of the keys that the map names. */
export function documentSetup({ environment, map, usable, others }: SetupFacts): readonly SetupItem[] {
  const active = [...(map?.value.endpoints.values() ?? [])].filter(({ state }) => state === 'active')
  const isServed = active.some(({ id }) => usable.has(id))
  // What stands in while the store is silent tells nothing of what the operator has set up.
  const isKnown = map !== undefined && !(map.source === 'bundled' && map.lookup === 'no-answer')
  return [
    storeItem({ map, hasStore: environment.configStore !== undefined }),
    ...(isKnown && environment.configStore !== undefined ? [mapItem(map, isServed)] : []),
    ...(isKnown ? [keysItem({ active, usable, residency: map.value.residency })] : []),
    ...[...others].filter(([, { problems }]) => problems.length > 0).map(faultyItem),
  ]
}

type Store = { readonly map: DocumentView<RegionMap> | undefined; readonly hasStore: boolean }

function storeItem({ map, hasStore }: Store): SetupItem {
  const common = { id: 'store', title: 'Store of the region map', place: 'storage' } as const
  const fix =
    'Create a Global Config (or Edge Config) store, connect it to this project, which sets GLOBAL_CONFIG (or EDGE_CONFIG), and deploy again.'
  if (map === undefined) return { ...common, state: 'missing', reason: 'No store is connected.', fix }
  if (!hasStore)
    return { ...common, state: 'advised', reason: 'No store is connected: the bundled map serves.', fix }
  if (map.lookup === 'no-answer')
    return {
      ...common,
      state: 'advised',
      reason: `The store did not answer when it was last asked: the ${map.source === 'bundled' ? 'bundled' : 'last good'} map serves.`,
      fix: 'Where this stays so, the connection string is not right: connect the store again and deploy again.',
    }
  return { ...common, state: 'ok', reason: 'A store is connected and answers.' }
}

const mapFix =
  'Put a region map into the store as the item “regions”; npm run region-map -- check map.json says what is wrong with one.'

function mapItem({ source, lookup, problems, value }: DocumentView<RegionMap>, isServed: boolean): SetupItem {
  const common = { id: 'region-map', title: 'Region map', place: 'storage' } as const
  if (source === 'bundled') {
    const lack =
      lookup === 'no-item' ? 'The store has no item “regions”' : 'The item “regions” is no region map'
    return {
      ...common,
      state: isServed ? 'advised' : 'missing',
      reason: `${lack}: the bundled map stands in.`,
      fix: mapFix,
    }
  }
  const { size } = value.endpoints
  if (problems.length === 0)
    return { ...common, state: 'ok', reason: `The map names ${counted(size, 'endpoint')}.` }
  const standing = source === 'live' ? 'What is faulty is left out' : 'The last good map serves'
  return {
    ...common,
    state: 'advised',
    reason: `The item “regions” has ${counted(problems.length, 'problem')}. ${standing}.`,
    fix: 'The operator’s page says which; npm run region-map -- check map.json does too.',
  }
}

type Keys = Pick<RegionMap, 'residency'> & {
  readonly active: readonly Endpoint[]
  readonly usable: ReadonlySet<string>
}

function keysItem(keys: Keys): SetupItem {
  const { active, usable } = keys
  const common = { id: 'upstream-keys', title: 'Upstream keys', place: 'variables' } as const
  const without = active.filter(({ id }) => !usable.has(id))
  if (active.length === 0)
    return {
      ...common,
      state: 'advised',
      reason: 'No endpoint of the map is active: all drain or are disabled.',
      fix: 'Take the “state” of an endpoint out of the map.',
    }
  if (without.length === 0) return { ...common, state: 'ok', reason: 'The key of each endpoint is set.' }
  const reason = `Not set: ${[...new Set(without.map(({ apiKeyEnv }) => apiKeyEnv))].join(', ')}. Endpoints without their key are left out: ${without.map(({ id }) => id).join(', ')}.`
  const fix = 'Set them as sensitive variables and deploy again.'
  if (without.length === active.length) return { ...common, state: 'missing', reason, fix }
  const refused = refusedCountries(keys)
  if (refused.length === 0) return { ...common, state: 'advised', reason, fix }
  return {
    ...common,
    state: 'missing',
    affects: 'some',
    reason: `${reason} Residency leaves no other to ${refused.length === 1 ? 'one country' : `${refused.length} countries`}, whose calls are refused: ${someOf(refused)}.`,
    fix: `${fix} Where these calls are not to be served, set the “state” of the endpoints to “disabled” in the map.`,
  }
}

// The countries bound to zones whose endpoints would serve them, and all lack their key. Without a rule any other serves.
function refusedCountries({ active, usable, residency }: Keys): readonly string[] {
  return [...residency].flatMap(([country, zones]) => {
    const allowed = active.filter(({ zone }) => zones.includes(zone))
    return allowed.length > 0 && allowed.every(({ id }) => !usable.has(id)) ? [country] : []
  })
}

function faultyItem([name, { problems }]: readonly [
  string,
  Pick<DocumentView<unknown>, 'problems'>,
]): SetupItem {
  return {
    id: `item-${name}`,
    title: `Item “${name}”`,
    state: 'advised',
    reason: `It has ${counted(problems.length, 'problem')}, the first at ${problems[0]?.path || 'its top'}: ${problems[0]?.message}. What is faulty is left out, or the last good one stays.`,
    fix: `Correct the item “${name}” of the store.`,
    place: 'storage',
  }
}
