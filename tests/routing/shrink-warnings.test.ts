import { describe, expect, it } from 'vitest'
import type { Endpoint } from '@/lib/regions/region-map'
import { shrinkWarnings } from '@/lib/routing/shrink-warnings'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'

const of = (id: string, zone: string, state: Endpoint['state'] = 'active') =>
  buildEndpoint({ id, zone, state })
const live = buildRegionMap([of('sin', 'APAC'), of('nrt', 'APAC'), of('fra', 'EU'), of('cdg', 'EU')])
const toldOf = (endpoints: readonly Endpoint[]) =>
  shrinkWarnings(live, buildRegionMap(endpoints)).map(({ message }) => message)

describe('a map that takes endpoints away', () => {
  it('is warned of where they are more than half of the active ones', () => {
    expect(toldOf([of('fra', 'EU'), of('iad', 'APAC')])).toEqual([
      'of 4 active endpoints sin, nrt and cdg would be gone',
    ])
    expect(toldOf([of('fra', 'EU'), of('nrt', 'APAC')])).toEqual([])
  })

  it('is warned of where a zone loses its last one, one that drains among them', () => {
    expect(toldOf([of('sin', 'APAC'), of('nrt', 'APAC'), of('fra', 'EU', 'draining')])).toEqual([
      'EU would be left without an active endpoint: it loses fra and cdg',
    ])
  })

  it("is warned of where its last one is called another zone's", () => {
    expect(toldOf([of('sin', 'APAC'), of('nrt', 'APAC'), of('fra', 'EU'), of('cdg', 'Eu')])).toEqual([])
    expect(toldOf([of('sin', 'APAC'), of('nrt', 'APAC'), of('fra', 'Eu'), of('cdg', 'Eu')])).toEqual([
      'EU would be left without an active endpoint: it loses fra and cdg',
    ])
  })

  it('is not where others take their place in the zone, or nothing is in force', () => {
    expect(toldOf([of('sin', 'APAC'), of('nrt', 'APAC'), of('dub', 'EU')])).toEqual([])
    expect(shrinkWarnings(undefined, buildRegionMap([of('sin', 'APAC')]))).toEqual([])
  })
})

it('a map that frees countries of their residency is warned of, and one that rules more strictly is not', () => {
  const endpoints = [of('sin', 'APAC'), of('fra', 'EU')]
  const ruled = (residency: Readonly<Record<string, readonly string[]>>) => ({
    ...buildRegionMap(endpoints),
    residency: new Map(Object.entries(residency)),
  })
  const inForce = ruled({ FR: ['EU'], DE: ['EU'], VN: ['APAC', 'EU'] })
  expect(shrinkWarnings(inForce, ruled({ VN: ['APAC'] }))).toEqual([
    {
      kind: 'shrinks',
      path: 'residency',
      message: 'calls from DE and FR would be free to leave their zones',
    },
  ])
  expect(shrinkWarnings(ruled({}), inForce)).toEqual([])
})
