import { describe, expect, it } from 'vitest'
import { priorOrder } from '@/lib/routing/prior-order'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'

const london = { latitude: 51.5, longitude: -0.13 }
const rows = [
  buildEndpoint({ id: 'far', location: { latitude: -36.85, longitude: 174.76 } }),
  buildEndpoint({ id: 'nowhere' }),
  buildEndpoint({ id: 'near', location: { latitude: 48.86, longitude: 2.35 } }),
  buildEndpoint({ id: 'middle', location: { latitude: 40.71, longitude: -74.01 } }),
  buildEndpoint({ id: 'lost' }),
]

type Parts = Parameters<typeof buildRegionMap>[1]

function orderOf({ parts = {}, country, coordinates }: Case): string {
  const map = buildRegionMap(rows, parts)
  return priorOrder(rows, { map, place: { country, coordinates } })
    .map(({ endpoint, reason }) => `${endpoint.id}:${reason}`)
    .join(' ')
}

type Case = { parts?: Parts; country?: string; coordinates?: typeof london }

const zone = (name: string, { countries, endpoints }: { countries: string[]; endpoints: string[] }) => ({
  name,
  countries: new Set(countries),
  endpoints,
})

describe('the order in which nothing is measured', () => {
  it.each<[string, Case, string]>([
    [
      'all by distance, then those without a place as the map has them',
      { country: 'GB', coordinates: london },
      'near:nearest middle:nearest far:nearest nowhere:default lost:default',
    ],
    [
      'the list before what is nearer',
      { country: 'GB', coordinates: london, parts: { countries: new Map([['GB', ['far', 'lost']]]) } },
      'far:listed lost:listed near:nearest middle:nearest nowhere:default',
    ],
    [
      'the list before the zone, and the zone before what is nearer',
      {
        country: 'GB',
        coordinates: london,
        parts: {
          countries: new Map([['GB', ['far']]]),
          zones: [zone('UK', { countries: ['GB'], endpoints: ['middle', 'far'] })],
        },
      },
      'far:listed middle:listed near:nearest nowhere:default lost:default',
    ],
    [
      "two zones in the map's order, without the zone of others",
      {
        country: 'GB',
        coordinates: london,
        parts: {
          zones: [
            zone('ONE', { countries: ['GB'], endpoints: ['far'] }),
            zone('OTHERS', { countries: ['FR'], endpoints: ['lost'] }),
            zone('TWO', { countries: ['IE', 'GB'], endpoints: ['nowhere'] }),
          ],
        },
      },
      'far:listed nowhere:listed near:nearest middle:nearest lost:default',
    ],
    [
      'the default list after distance',
      { country: 'GB', coordinates: london, parts: { default: ['lost', 'far', 'nowhere'] } },
      'near:nearest middle:nearest far:nearest lost:default nowhere:default',
    ],
    [
      "the default list alone where nothing is known, then the map's order",
      { parts: { default: ['middle', 'lost'] } },
      'middle:default lost:default far:default nowhere:default near:default',
    ],
    [
      'distance where only the coordinates are known, and no list of any country',
      { coordinates: london, parts: { countries: new Map([['GB', ['far']]]) } },
      'near:nearest middle:nearest far:nearest nowhere:default lost:default',
    ],
    [
      'the list where only the country is known',
      { country: 'GB', parts: { countries: new Map([['GB', ['far']]]), default: ['near'] } },
      'far:listed near:default nowhere:default middle:default lost:default',
    ],
    [
      'an endpoint once, though each rule names it twice',
      {
        country: 'GB',
        coordinates: london,
        parts: {
          countries: new Map([['GB', ['near', 'near']]]),
          zones: [zone('UK', { countries: ['GB'], endpoints: ['near', 'near'] })],
          default: ['near', 'near'],
        },
      },
      'near:listed middle:nearest far:nearest nowhere:default lost:default',
    ],
  ])('is %s', (_, given, expected) => {
    expect(orderOf(given)).toBe(expected)
  })

  it('holds only what is eligible, whatever the lists name', () => {
    const map = buildRegionMap(rows, { countries: new Map([['GB', ['far', 'near']]]), default: ['lost'] })
    const eligible = rows.filter(({ id }) => id === 'near')
    const order = priorOrder(eligible, { map, place: { country: 'GB', coordinates: london } })
    expect(order.map(({ endpoint }) => endpoint.id)).toEqual(['near'])
  })

  it('tells how far each endpoint is, and nothing where one of the places is unknown', () => {
    const map = buildRegionMap(rows, { countries: new Map([['GB', ['lost', 'near']]]) })
    const order = priorOrder(rows, { map, place: { country: 'GB', coordinates: london } })
    expect(order.find(({ endpoint }) => endpoint.id === 'lost')?.distanceKm).toBeUndefined()
    expect(order.find(({ endpoint }) => endpoint.id === 'near')?.distanceKm).toBeCloseTo(343, -1)
    const nowhere = priorOrder(rows, { map, place: { country: 'GB', coordinates: undefined } })
    expect(nowhere.every(({ distanceKm }) => distanceKm === undefined)).toBe(true)
  })

  it('is empty where nothing is eligible', () => {
    expect(
      priorOrder([], { map: buildRegionMap(rows), place: { country: 'GB', coordinates: london } }),
    ).toEqual([])
  })
})
