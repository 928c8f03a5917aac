import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { geoEqualEarth, geoPath } from 'd3-geo'
import iso from 'i18n-iso-countries'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { centroidOfCountry, countries } from '@/lib/geo/country'
import { mapSize } from '@/lib/status/map-size'

// `npm run draw:map`: draws the countries of the status page once, so that neither the page nor its viewers need to.

const { width, height } = mapSize
// Too fine to be seen, and a third of the bytes.
const digits = 0
// Nobody calls from there, and it would take a tenth of the page.
const leftOut = ['AQ']

/** What is drawn of each country: its outline, or, where it is too small for that, a point. */
export type WorldMap = {
  readonly width: number
  readonly height: number
  readonly outlines: Readonly<Record<string, string>>
  readonly points: Readonly<Record<string, readonly [number, number]>>
}

/** Draws the map from Natural Earth's outlines (public domain) at 1:110m, in the Equal Earth projection. */
export function drawWorldMap(): WorldMap {
  const file = createRequire(import.meta.url).resolve('world-atlas/countries-110m.json')
  const atlas: Topology<{ countries: GeometryCollection<{ name: string }> }> = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  const projection = geoEqualEarth().fitSize([width, height], { type: 'Sphere' })
  const draw = geoPath(projection).digits(digits)
  const outlines: Record<string, string> = {}
  for (const country of feature(atlas, atlas.objects.countries).features) {
    const code = iso.numericToAlpha2(String(country.id))
    const outline = draw(country)
    if (code === undefined || outline === null || leftOut.includes(code)) continue
    outlines[code] = (outlines[code] ?? '') + outline
  }
  return { width, height, outlines, points: pointsBeside(outlines, projection) }
}

function pointsBeside(
  outlines: Readonly<Record<string, string>>,
  projection: (point: [number, number]) => [number, number] | null,
): WorldMap['points'] {
  const small = countries.filter(code => outlines[code] === undefined && !leftOut.includes(code))
  return Object.fromEntries(
    small.flatMap(code => {
      const place = centroidOfCountry(code)
      const point = place && projection([place.longitude, place.latitude])
      return point ? [[code, [Math.round(point[0]), Math.round(point[1])] as const]] : []
    }),
  )
}

/** Where a place lies on the map that was drawn. */
if (process.argv[1]?.endsWith('draw-world-map.ts'))
  writeFileSync(new URL('../status/world-map.json', import.meta.url), `${JSON.stringify(drawWorldMap())}\n`)
