import { expect, it } from 'vitest'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { shownDocument } from '@/lib/regions/shown-document'
import { buildDocument, buildRow } from '../support/build-document'

it('a map is shown as it was written', () => {
  const document = buildDocument({ $schema: './region-map.schema.json', default: ['sin'] })
  expect(shownDocument(document)).toEqual(document)
})

it.each([
  ['a key in the place of its variable', { apiKeyEnv: 'sk-CANARY-0123456789' }],
  ['a key that could be a name', { apiKeyEnv: 'gsk_CANARY0123456789' }],
  ['a long key without a dash', { apiKeyEnv: `CANARY${'0'.repeat(80)}` }],
  ['a password in the address', { baseUrl: 'https://user:CANARY@api.example.com/v1' }],
  ['a key in the query of the address', { baseUrl: 'https://api.example.com/v1?key=CANARY' }],
  ['a key in a field that nobody reads', { apiKey: 'CANARY' }],
  ['headers that nobody reads', { headers: { authorization: 'Bearer CANARY' } }],
])('%s is not shown', (_, fields) => {
  const shown = JSON.stringify(shownDocument(buildDocument({ endpoints: { sin: buildRow(fields) } })))
  expect(shown).not.toContain('CANARY')
  expect(shown).toContain('"region":"sin1"')
})

it('a name that the map’s check lets pass is shown', () => {
  const document = buildDocument({ endpoints: { sin: buildRow({ apiKeyEnv: 'K'.repeat(64) }) } })
  expect(parseRegionMap(document).problems).toEqual([])
  expect(shownDocument(document)).toEqual(document)
})

it.each([undefined, null, 'CANARY', ['CANARY'], { endpoints: 'CANARY' }, { endpoints: { sin: 'CANARY' } }])(
  'of what is no map nothing is shown: %j',
  document => {
    expect(JSON.stringify(shownDocument(document))).not.toContain('CANARY')
  },
)

it('a canary is shown as its map is, and nothing else of it but for whom it is', () => {
  const document = buildDocument({ endpoints: { sin: buildRow({}) } })
  const canary = { share: 0.05, countries: ['VN'], map: document }
  expect(shownDocument({ ...document, canary })).toEqual({ ...document, canary })
  const faulty = buildDocument({ endpoints: { sin: buildRow({ apiKeyEnv: 'sk-CANARY-0123456789' }) } })
  for (const each of [
    { share: 0.05, map: faulty },
    { share: 'CANARY', map: document },
    { share: 1, countries: ['CANARY'], map: document },
    { share: 1, note: 'CANARY', map: document },
    'CANARY',
  ])
    expect(JSON.stringify(shownDocument({ ...document, canary: each }))).not.toContain('CANARY')
})
