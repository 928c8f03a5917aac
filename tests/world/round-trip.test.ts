import { describe, expect, it } from 'vitest'
import { countryCoordinates } from './country-coordinates'
import { travelTime } from './endpoint/travel-time'
import { nearestEdge } from './nearest-edge'
import { roundTrip } from './round-trip'
import { roundTrips } from './round-trips'

describe('roundTrip', () => {
  it('knows every edge and the nine regions', () => {
    expect(roundTrips.size).toBe(20)
    for (const { milliseconds } of roundTrips.values()) expect(milliseconds.size).toBe(9)
  })

  it('is short at home and long across an ocean', () => {
    expect(roundTrip('sin1', 'ap-southeast-1')).toBeLessThan(5)
    expect(roundTrip('sin1', 'us-east-1')).toBeGreaterThan(200)
    expect(roundTrip('local', 'us-east-1')).toBeUndefined()
  })
})

describe('nearestEdge', () => {
  it.each([
    ['Hanoi', { latitude: 21.03, longitude: 105.85 }, 'hkg1'],
    ['Jakarta', { latitude: -6.2, longitude: 106.85 }, 'sin1'],
    ['Auckland, over the date line', { latitude: -36.85, longitude: 174.76 }, 'syd1'],
    ['Munich', { latitude: 48.14, longitude: 11.58 }, 'fra1'],
  ])('of %s', (_, place, edge) => {
    expect(nearestEdge(place)).toBe(edge)
  })
})

describe('travelTime', () => {
  const destination = { region: 'eu-central-1', mode: true }

  it('goes by the edge that sends the call', () => {
    const headers = { 'user-agent': 'isochrone (+edge hnd1)', 'x-client-region': 'DE' }
    expect(travelTime(headers, destination)).toBe(roundTrip('hnd1', 'eu-central-1'))
  })

  it('goes by the country where the edge is unknown', () => {
    const headers = { 'user-agent': 'isochrone (+edge local)', 'x-client-region': 'ID' }
    const place = countryCoordinates('ID')
    expect(place).toBeDefined()
    expect(travelTime(headers, destination)).toBeGreaterThan(100)
  })

  it('is nothing where neither is known, or no distance is simulated', () => {
    expect(travelTime({ 'x-client-region': 'XX' }, destination)).toBe(0)
    expect(travelTime({}, destination)).toBe(0)
    expect(travelTime({ 'x-client-region': 'ID' }, { region: 'eu-central-1', mode: undefined })).toBe(0)
  })
})
