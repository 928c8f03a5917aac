import centroids from '@/lib/geo/country-centroids.json' with { type: 'json' }
import { countryCoordinates } from './country-coordinates'
import { nearestEdge } from './nearest-edge'

/**
 * What a gateway's process imports so that each call from a country enters at the edge nearest to it, as the platform names
 * it in `x-vercel-id`; a call that names its edge, or no country, enters as it says.
 */
export function enterNearby(): string {
  const edges = Object.keys(centroids).flatMap(country => {
    const place = countryCoordinates(country)
    return place === undefined ? [] : [[country, nearestEdge(place)]]
  })
  return `data:text/javascript,${encodeURIComponent(`
    import { subscribe } from 'node:diagnostics_channel'
    const edges = new Map(${JSON.stringify(edges)})
    subscribe('http.server.request.start', ({ request: { headers } }) => {
      const edge = edges.get(headers['x-vercel-ip-country'])
      if (edge !== undefined) headers['x-vercel-id'] ??= edge + '::demo'
    })`)}`
}
