import { geoEqualEarth } from 'd3-geo'
import { describe, expect, it } from 'vitest'
import { drawWorldMap } from '@/lib/commands/draw-world-map'
import { placeOnMap } from '@/lib/status/place-on-map'
import worldMap from '@/lib/status/world-map.json'

const projection = geoEqualEarth().fitSize([worldMap.width, worldMap.height], { type: 'Sphere' })

describe('a place on the map', () => {
  it.each([
    [0, 0],
    [1.35, 103.82],
    [50.11, 8.68],
    [-23.55, -46.63],
    [70, -150],
    [-45, 179],
  ])('stands where the countries around it were drawn: %d, %d', (latitude, longitude) => {
    const [x = 0, y = 0] = projection([longitude, latitude]) ?? []
    const place = placeOnMap({ latitude, longitude })
    expect(Math.hypot(place[0] - x, place[1] - y)).toBeLessThan(2)
  })
})

it('the drawn map is the one that the command draws', () => {
  expect(JSON.parse(JSON.stringify(drawWorldMap()))).toEqual(worldMap)
})

it('every country but Antarctica is on the map, small ones as points', () => {
  const drawn = [...Object.keys(worldMap.outlines), ...Object.keys(worldMap.points)]
  expect(new Set(drawn).size).toBe(248)
})
