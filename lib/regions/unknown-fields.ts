import { isObject } from '@/lib/openai/is-object'
import type { Problem } from '@/lib/regions/problem'
import { regionMapDocument } from '@/lib/regions/region-map-document'
import { unknownIn } from '@/lib/regions/unknown-in'

const { endpoints, zones } = regionMapDocument({ allowPrivate: false }).shape
const row = endpoints.valueType.shape

/** The fields that a row of `endpoints` may have. */
export const endpointFields: readonly string[] = Object.keys(row)
const probeFields = Object.keys(row.probe.unwrap().shape)
const zoneFields = Object.keys(zones.unwrap().valueType.shape)

const mostFound = 50

/** Finds the fields of a map and of its canary's that nobody reads: most likely their names are misspelt. */
export function unknownFields(document: unknown): readonly Problem[] {
  const inCanary = fieldsOf(memberOf(memberOf(document, 'canary'), 'map'))
  const found = [
    ...fieldsOf(document),
    ...inCanary.map(({ path, message }) => ({ path: `canary.map.${path}`, message })),
  ]
  return found.slice(0, mostFound)
}

function fieldsOf(map: unknown): readonly Problem[] {
  const inRows = rowsOf(map, 'endpoints').flatMap(({ path, value }) => [
    ...unknownIn({ path, value }, endpointFields),
    ...unknownIn({ path: `${path}.probe`, value: memberOf(value, 'probe') }, probeFields),
  ])
  return [...inRows, ...rowsOf(map, 'zones').flatMap(zone => unknownIn(zone, zoneFields))]
}

type Place = Parameters<typeof unknownIn>[0]

function rowsOf(map: unknown, section: string): readonly Place[] {
  const rows = memberOf(map, section)
  return Object.entries(isObject(rows) ? rows : {}).map(([id, value]) => ({
    path: `${section}.${id}`,
    value,
  }))
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}
