import { expect, it } from 'vitest'
import { narrow } from '@/lib/routing/narrow'

it.each<[string, readonly string[] | undefined, string | undefined, readonly string[] | undefined]>([
  ['nobody narrows anything', undefined, undefined, undefined],
  ['only the country does', ['EU', 'UK'], undefined, ['EU', 'UK']],
  ['only the caller does', undefined, 'EU', ['EU']],
  ['both do, and agree', ['EU', 'UK'], 'UK', ['UK']],
  ['the caller would leave its country’s zones', ['EU'], 'US', []],
  ['its country may go nowhere', [], 'EU', []],
  ['the caller writes the zone otherwise', ['EU'], 'eu', []],
  ['the caller writes nothing', ['EU'], '', []],
])('the zones where %s', (_, residency, zone, zones) => {
  expect(narrow(residency, zone)).toEqual(zones)
})
