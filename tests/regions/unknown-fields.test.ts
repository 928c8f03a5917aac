import { expect, it } from 'vitest'
import { endpointFields, unknownFields } from '@/lib/regions/unknown-fields'
import { buildDocument, buildRow } from '../support/build-document'

it('a field of an endpoint that nobody reads is found', () => {
  const found = unknownFields(buildDocument({ endpoints: { sin: buildRow({ weigth: 2 }) } }))
  expect(found).toEqual([
    { path: 'endpoints.sin.weigth', message: expect.stringContaining('there are provider, baseUrl') },
  ])
})

it.each([
  ['a zone', { zones: { EU: { country: ['DE'], endpoints: [] } } }, 'zones.EU.country'],
  [
    'a probe',
    { endpoints: { sin: buildRow({ probe: { path: '/ping', timeout: 500 } }) } },
    'endpoints.sin.probe.timeout',
  ],
])('a field of %s that nobody reads is found, in the canary’s map too', (_, sections, path) => {
  const map = buildDocument(sections)
  expect(unknownFields(map)).toEqual([{ path, message: expect.stringContaining('no such field; there are') }])
  const inCanary = unknownFields(buildDocument({ canary: { share: 1, map } }))
  expect(inCanary.map(each => each.path)).toEqual([`canary.map.${path}`])
})

it('the fields of a zone and of a probe are told', () => {
  const zones = { EU: { country: [] } }
  const endpoints = { sin: buildRow({ probe: { timeout: 1 } }) }
  expect(unknownFields(buildDocument({ endpoints, zones })).map(({ message }) => message)).toEqual([
    'no such field; there are method, path, timeoutMs',
    'no such field; there are countries, endpoints',
  ])
})

it('the fields of a usual row are all known', () => {
  expect(unknownFields(buildDocument())).toEqual([])
  expect(endpointFields).toEqual(expect.arrayContaining(Object.keys(buildRow())))
})

it.each([
  undefined,
  null,
  1,
  'text',
  [],
  {},
  { endpoints: [] },
  { endpoints: { sin: null } },
  { canary: { map: { zones: 1 } } },
])('nothing is found in %j', document => {
  expect(unknownFields(document)).toEqual([])
})

it('of very many no more than fifty are told', () => {
  const row = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`field${at}`, 1]))
  expect(
    unknownFields({ endpoints: { sin: row }, canary: { map: { endpoints: { sin: row } } } }),
  ).toHaveLength(50)
})
