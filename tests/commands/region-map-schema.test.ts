import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { regionMapSchema } from '@/lib/commands/region-map-schema'
import bundled from '@/lib/regions/bundled-region-map.json'
import committed from '@/lib/regions/region-map.schema.json'
import { endpointFields } from '@/lib/regions/unknown-fields'
import { mapDocument } from '../support/build-dependencies'

const accepts = (document: unknown) =>
  z.fromJSONSchema(JSON.parse(JSON.stringify(committed))).safeParse(document).success

describe('the JSON Schema of a region map', () => {
  it('is of today: npm run region-map schema writes it', () => {
    expect(JSON.parse(JSON.stringify(regionMapSchema()))).toEqual(committed)
  })

  it('is one of draft-07, which Edge Config takes', () => {
    expect(committed.$schema).toBe('http://json-schema.org/draft-07/schema#')
  })

  it('says what each field of an endpoint is for', () => {
    const { properties } = committed.properties.endpoints.additionalProperties
    expect(Object.keys(properties)).toEqual(endpointFields)
    expect(Object.entries(properties).filter(([, field]) => !('description' in field))).toEqual([])
  })

  it.each([
    ['the bundled map', bundled],
    ['a usual map', mapDocument()],
    ['a map with a canary', mapDocument({ canary: { share: 0.05, countries: ['VN'], map: mapDocument() } })],
    ['a map that names its schema', mapDocument({ $schema: './region-map.schema.json' })],
  ])('accepts %s', (_, document) => {
    expect(accepts(document)).toBe(true)
  })

  it.each([
    ['a canary without a share', mapDocument({ canary: { map: mapDocument() } })],
    ['a canary of more than all', mapDocument({ canary: { share: 2, map: mapDocument() } })],
    ['a canary within one', mapDocument({ canary: { share: 1, map: mapDocument({ canary: {} }) } })],
    ['another version', mapDocument({ version: 2 })],
    ['a section that is misspelt', mapDocument({ contries: {} })],
    ['a country that is none', mapDocument({ countries: { UK: ['sin'] } })],
    [
      'a field that is misspelt',
      mapDocument({ endpoints: { sin: { ...mapDocument().endpoints.sin, wieght: 1 } } }),
    ],
    [
      'a place that is none',
      mapDocument({ endpoints: { sin: { ...mapDocument().endpoints.sin, location: [200, 0] } } }),
    ],
  ])('refuses %s', (_, document) => {
    expect(accepts(document)).toBe(false)
  })
})
