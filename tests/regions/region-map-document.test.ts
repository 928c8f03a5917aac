import { describe, expect, it } from 'vitest'
import { countries } from '@/lib/geo/country'
import { regionMapDocument } from '@/lib/regions/region-map-document'
import { buildDocument, buildRow } from '../support/build-document'

const schema = regionMapDocument({ allowPrivate: false })
const isValid = (overrides: Parameters<typeof buildDocument>[0]) =>
  schema.safeParse(buildDocument(overrides)).success

describe('a country', () => {
  it('may be any of the 249', () => {
    expect(isValid({ countries: Object.fromEntries(countries.map(code => [code, ['sin']])) })).toBe(true)
  })

  it.each(['vn', 'XX', 'T1', '', 'VNM', 'ZZ', ' VN'])('may not be %j', code => {
    expect(isValid({ countries: { [code]: ['sin'] } })).toBe(false)
    expect(isValid({ residency: { [code]: ['EU'] } })).toBe(false)
    expect(isValid({ zones: { EU: { countries: [code] } } })).toBe(false)
  })
})

describe('the id of an endpoint', () => {
  it.each(['sin', 'SIN-2', '1', 'eu.api_v2', 'a'.repeat(64)])('may be %s', id => {
    expect(isValid({ endpoints: { [id]: buildRow() } })).toBe(true)
  })

  it.each(['', '-sin', '.sin', '_sin', 'sin;200', 'sin 1', 'sin,nrt', 'sin\r\nx: y', 'sín', 'a'.repeat(65)])(
    'may not be %j',
    id => {
      expect(isValid({ endpoints: { [id]: buildRow() } })).toBe(false)
    },
  )
})

describe('a zone', () => {
  it('needs neither countries nor endpoints', () => {
    expect(schema.parse(buildDocument({ zones: { EU: {} } })).zones).toEqual({
      EU: { countries: [], endpoints: [] },
    })
  })

  it.each(['', 'E U', 'EU/1', 'Z'.repeat(65)])('may not be named %j', name => {
    expect(isValid({ zones: { [name]: {} } })).toBe(false)
    expect(isValid({ residency: { DE: [name] } })).toBe(false)
  })
})
