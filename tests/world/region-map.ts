import { apiKeyEnv, type Place, type PlaceId, places } from './places'

const unionCountries =
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ')
const pacificCountries =
  'SG MY ID TH VN PH BN KH LA MM TL JP KR TW HK MO CN MN IN BD LK NP BT MV PK AU NZ PG FJ'.split(' ')

const nearbyLists = {
  VN: ['sin', 'nrt'],
  ID: ['sin', 'nrt'],
  TH: ['sin', 'nrt'],
  PH: ['sin', 'nrt'],
  MY: ['sin', 'nrt'],
  KR: ['nrt', 'sin'],
  IN: ['sin', 'fra'],
  ZA: ['fra', 'iad'],
  AR: ['gru', 'iad'],
}

const zoneLists = {
  EU: { countries: [...unionCountries, 'IS', 'LI', 'NO'], endpoints: ['fra'] },
  US: { countries: ['US'], endpoints: ['iad'] },
  APAC: { countries: pacificCountries, endpoints: ['sin', 'nrt'] },
}

/** The region map of the demo, for those of the five endpoints that run. */
export function regionMap(
  running: readonly { id: PlaceId; url: string }[],
  { forward }: { forward?: readonly string[] } = {},
) {
  const urls = new Map(running.map(({ id, url }) => [id, url]))
  const only = (ids: readonly string[]) => ids.filter(id => running.some(endpoint => endpoint.id === id))
  const rows = places.flatMap(place => {
    const baseUrl = urls.get(place.id)
    return baseUrl === undefined
      ? []
      : [[place.id, { ...rowOf(place, baseUrl), ...(forward && { forward }) }] as const]
  })
  const countries = Object.entries(nearbyLists).map(([country, ids]) => [country, only(ids)] as const)
  const zones = Object.entries(zoneLists).map(
    ([zone, { countries, endpoints }]) => [zone, { countries, endpoints: only(endpoints) }] as const,
  )
  return {
    version: 1,
    endpoints: Object.fromEntries(rows),
    countries: Object.fromEntries(countries.filter(([, ids]) => ids.length > 0)),
    zones: Object.fromEntries(zones),
    residency: { DE: ['EU'], FR: ['EU'], IE: ['EU'], AT: ['EU'], NL: ['EU'] },
    default: only(['iad', 'fra', 'sin']),
  }
}

function rowOf({ id, edge, location, zone, models }: Place, baseUrl: string) {
  return { baseUrl, apiKeyEnv: apiKeyEnv(id), region: edge, location, zone, models }
}
