import { expect, it } from 'vitest'
import { toldZones } from '@/lib/gateway/told-zones'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { mapDocument } from '../support/build-dependencies'

const { value: map } = parseRegionMap(
  mapDocument({
    zones: { ASEAN: { countries: ['VN'], endpoints: ['sin'] } },
    residency: { DE: ['GERMANY'] },
  }),
)

it.each([
  ['APAC', 'APAC'],
  ['ASEAN', 'ASEAN'],
  ['GERMANY', 'GERMANY'],
  ['CANARY', 'unknown'],
  ['apac', 'unknown'],
  ['', 'unknown'],
])('the zone %j is told as %j', (zone, told) => {
  expect(toldZones([zone], map)).toEqual([told])
})

it('none stay none, and without a map nothing is believed', () => {
  expect(toldZones(undefined, map)).toBeUndefined()
  expect(toldZones([], map)).toEqual([])
  expect(toldZones(['APAC'], undefined)).toEqual(['unknown'])
})
