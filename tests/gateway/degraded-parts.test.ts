import { expect, it } from 'vitest'
import { degradedParts } from '@/lib/gateway/degraded-parts'
import { parseEnvironment } from '@/lib/gateway/environment'
import type { DocumentView } from '@/lib/gateway/live-document'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { RegionMap } from '@/lib/regions/region-map'
import { mapDocument } from '../support/build-dependencies'

type RegionMapView = DocumentView<RegionMap>

const { value: map } = parseRegionMap(mapDocument())

function viewFrom(source: RegionMapView['source']): RegionMapView {
  if (map === undefined) throw new Error('The map of the tests is none.')
  return { value: map, source, problems: [] }
}

it.each<[string, RegionMapView['source'] | undefined, boolean, boolean, readonly string[]]>([
  ['nothing', 'live', true, true, []],
  ['shared health', 'live', true, false, ['health']],
  ['a map that is up to date', 'last-good', true, true, ['region-map']],
  ['any map of the store', 'bundled', true, true, ['region-map']],
  ['both', 'bundled', true, false, ['region-map', 'health']],
  ['nothing where no store is connected', 'bundled', false, true, []],
  ['nothing where no map was needed', undefined, true, true, []],
])('an instance does without %s', (_, source, hasStore, hasBoard, parts) => {
  const environment = parseEnvironment(hasStore ? { EDGE_CONFIG: 'https://x' } : {})
  const view = source === undefined ? undefined : viewFrom(source)
  expect(degradedParts({ environment, view, hasBoard, isCountedLocally: false })).toEqual(parts)
})

it('an instance does without shared limits where it counts for itself', () => {
  const environment = parseEnvironment({})
  expect(degradedParts({ environment, view: undefined, hasBoard: false, isCountedLocally: true })).toEqual([
    'limiter',
    'health',
  ])
})
