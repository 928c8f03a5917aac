import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Coordinates } from '@/lib/geo/coordinates'
import { greatCircleDistance } from '@/lib/geo/great-circle-distance'

const at = (latitude: number, longitude: number): Coordinates => ({ latitude, longitude })

const singapore = at(1.3521, 103.8198)
const tokyo = at(35.6895, 139.6917)
const halfWayRoundKm = 20_015

const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})

describe('the distance between two places', () => {
  it.each<[string, Coordinates, Coordinates, number]>([
    ['Singapore and Tokyo', singapore, tokyo, 5316],
    ['London and Paris', at(51.5074, -0.1278), at(48.8566, 2.3522), 344],
    ['New York and London', at(40.7128, -74.006), at(51.5074, -0.1278), 5570],
    ['Sydney and Santiago, across the date line', at(-33.8688, 151.2093), at(-33.4489, -70.6693), 11_340],
    ['two sides of the date line', at(0, 179.5), at(0, -179.5), 111],
    ['the poles', at(90, 0), at(-90, 0), halfWayRoundKm],
    ['antipodes on the equator', at(0, 0), at(0, 180), halfWayRoundKm],
    ['antipodes elsewhere', at(40, -3), at(-40, 177), halfWayRoundKm],
    ['the pole by any longitude', at(90, 12), at(90, -150), 0],
  ])('is right within 0.5 %%: %s', (_, from, to, kilometres) => {
    const distance = greatCircleDistance(from, to)
    expect(Math.abs(distance - kilometres)).toBeLessThanOrEqual(kilometres * 0.005 + 0.001)
  })

  it('is the same both ways, and never more than half way round', () => {
    fc.assert(
      fc.property(place, place, (from, to) => {
        const distance = greatCircleDistance(from, to)
        expect(distance).toBeCloseTo(greatCircleDistance(to, from), 6)
        expect(distance).toBeGreaterThanOrEqual(0)
        expect(distance).toBeLessThanOrEqual(halfWayRoundKm + 1)
      }),
    )
  })

  it('is nothing from a place to itself', () => {
    fc.assert(
      fc.property(place, here => {
        expect(greatCircleDistance(here, here)).toBe(0)
      }),
    )
  })

  it('is no longer straight than by way of a third place', () => {
    fc.assert(
      fc.property(place, place, place, (from, by, to) => {
        const detour = greatCircleDistance(from, by) + greatCircleDistance(by, to)
        expect(greatCircleDistance(from, to)).toBeLessThanOrEqual(detour + 0.01)
      }),
    )
  })
})
