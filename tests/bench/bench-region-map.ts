import { countryTable } from './country-table'
import { modelAt } from './request-body'
import { sites } from './sites'

/** The region map over the endpoints at these addresses. */
export function benchRegionMap(urls: ReadonlyMap<string, string>) {
  const rows = sites.map(({ id, edge, zone, location }) => {
    const models = { [modelAt()]: modelAt(), [modelAt(id)]: modelAt() }
    return [
      id,
      { baseUrl: urls.get(id), auth: 'none', region: edge, zone, location: [...location], models },
    ] as const
  })
  return {
    version: 1,
    endpoints: Object.fromEntries(rows),
    countries: countryTable,
    default: ['iad', 'fra', 'sin'],
  }
}
