import { expect, it } from 'vitest'
import { allowedZones } from '@/lib/access/allowed-zones'

type Zones = readonly string[] | undefined

it.each<[Zones, Zones, Zones]>([
  [undefined, undefined, undefined],
  [['EU', 'US'], undefined, ['EU', 'US']],
  [undefined, ['EU'], ['EU']],
  [['EU', 'US'], ['US', 'APAC'], ['US']],
  [['EU'], ['US'], []],
  [[], undefined, []],
  [undefined, [], []],
])('a plan of %j and a credential of %j allow %j', (plan, credential, allowed) => {
  expect(allowedZones({ zones: plan }, { zones: credential })).toEqual(allowed)
})
