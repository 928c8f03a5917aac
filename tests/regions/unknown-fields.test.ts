import { expect, it } from 'vitest'
import { endpointFields, unknownFields } from '@/lib/regions/unknown-fields'
import { buildDocument, buildRow } from '../support/build-document'

it('a field of an endpoint that nobody reads is found', () => {
  const found = unknownFields(buildDocument({ endpoints: { sin: buildRow({ weigth: 2 }) } }))
  expect(found).toEqual([
    { path: 'endpoints.sin.weigth', message: expect.stringContaining('there are provider, baseUrl') },
  ])
})

it('the fields of a usual row are all known', () => {
  expect(unknownFields(buildDocument())).toEqual([])
  expect(endpointFields).toEqual(expect.arrayContaining(Object.keys(buildRow())))
})

it.each([undefined, null, 1, 'text', [], {}, { endpoints: [] }, { endpoints: { sin: null } }])(
  'nothing is found in %j',
  document => {
    expect(unknownFields(document)).toEqual([])
  },
)

it('of very many no more than fifty are told', () => {
  const row = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`field${at}`, 1]))
  expect(unknownFields({ endpoints: { sin: row } })).toHaveLength(50)
})
