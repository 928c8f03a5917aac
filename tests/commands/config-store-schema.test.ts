import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { configStoreSchema } from '@/lib/commands/config-store-schema'
import models from '@/lib/models/bundled-models.json'
import bundled from '@/lib/regions/bundled-region-map.json'
import committed from '@/lib/regions/config-store.schema.json'
import { mapDocument } from '../support/build-dependencies'

const accepts = (items: unknown) =>
  z.fromJSONSchema(JSON.parse(JSON.stringify(committed))).safeParse(items).success

const plans = { team: { requestsPerMinute: 300, models: ['gpt-4.1'], hedge: true } }
const notices = [
  { id: 'one', title: 'Maintenance', body: 'At ten.', severity: 'maintenance', from: '2026-11-21T10:00:00Z' },
]

describe('the JSON Schema of the store', () => {
  it('is of today: npm run region-map schema writes it', () => {
    expect(JSON.parse(JSON.stringify(configStoreSchema()))).toEqual(committed)
  })

  it('is one of draft-07, which Edge Config takes, and refers to its own root alone', () => {
    expect(committed.$schema).toBe('http://json-schema.org/draft-07/schema#')
    const text = JSON.stringify(committed)
    expect(text.match(/"\$schema":"http/g)).toHaveLength(1)
    const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target)
    expect(new Set(references)).toEqual(new Set(['#/definitions/country']))
    expect(Object.keys(committed.definitions)).toEqual(['country'])
  })

  it.each([
    ['the bundled map and the other items', { regions: bundled, plans, models, notices }],
    ['a map alone', { regions: mapDocument({ canary: { share: 0.05, map: mapDocument() } }) }],
    ['nothing', {}],
    ['an item that is not ours', { regions: mapDocument(), flags: { beta: true } }],
  ])('accepts a store of %s', (_, items) => {
    expect(accepts(items)).toBe(true)
  })

  it.each([
    ['a map without endpoints', { regions: { version: 1 } }],
    ['a country that is none', { regions: mapDocument({ countries: { UK: ['sin'] } }) }],
    ['a field that is misspelt', { regions: mapDocument({ zones: { EU: { country: ['DE'] } } }) }],
    ['a limit that is a text', { regions: bundled, plans: { team: { requestsPerMinute: '300' } } }],
    ['a price that is none', { models: { catalogue: { 'gpt-4.1': { price: { input: -1, output: 0 } } } } }],
    ['a notice without a moment', { notices: [{ ...notices[0], from: 'soon' }] }],
  ])('refuses a store with %s', (_, items) => {
    expect(accepts(items)).toBe(false)
  })
})
