import { expect, it } from 'vitest'
import { upstreamModel } from '@/lib/regions/region-map'
import { buildEndpoint } from '../support/build-endpoint'

const named = new Map([['gpt-4.1', 'gpt-4-1-prod']])

it.each<[string, string, boolean, string | undefined]>([
  ["goes by the endpoint's own name", 'gpt-4.1', false, 'gpt-4-1-prod'],
  ["goes by the endpoint's own name where it takes any", 'gpt-4.1', true, 'gpt-4-1-prod'],
  ['is not served where it is not named', 'gpt-5', false, undefined],
  ["goes by the caller's name where any is taken", 'gpt-5', true, 'gpt-5'],
  ['is not served in another spelling', 'GPT-4.1', false, undefined],
  ["is not served by the endpoint's own name", 'gpt-4-1-prod', false, undefined],
  ['is not served for being a name that every object has', 'constructor', false, undefined],
])('a model %s', (_, model, any, expected) => {
  expect(upstreamModel(buildEndpoint({ models: { names: named, any } }), model)).toBe(expected)
})

it('a model that is not named goes by the one name that stands for any', () => {
  const models = { names: named, any: true, anyAs: 'prod' }
  expect(upstreamModel(buildEndpoint({ models }), 'gpt-5')).toBe('prod')
  expect(upstreamModel(buildEndpoint({ models }), 'gpt-4.1')).toBe('gpt-4-1-prod')
})
