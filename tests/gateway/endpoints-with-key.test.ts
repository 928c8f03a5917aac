import { expect, it } from 'vitest'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { rowOf } from '../support/upstream-endpoint'

it('an endpoint is usable where its key is held, or where it needs none', async () => {
  const endpoints = { sin: rowOf('sin'), nrt: rowOf('nrt'), fra: rowOf('fra', { auth: 'none' }) }
  const document = mapDocument({ endpoints, countries: {}, zones: {}, residency: {}, default: [] })
  expect(parseRegionMap(document).problems).toEqual([])
  const { dependencies } = buildDependencies({ document, withoutKey: ['nrt', 'fra'] })
  const { value: map } = await dependencies.regionMap.current()
  expect([...endpointsWithKey(map, dependencies.keyOf)]).toEqual(['sin', 'fra'])
})
