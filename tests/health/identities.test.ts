import { describe, expect, it } from 'vitest'
import { ofIdentities, ownName, withIdentities } from '@/lib/health/identities'
import { readSharedHealth } from '@/lib/health/shared-health'
import { buildNews, endpointNews, modelNews } from '../support/build-news'

const identities = new Map([
  ['sin', '0a'],
  ['fra', '0b'],
])

it('what an instance tells holds what each endpoint is, except the history of incidents', () => {
  const news = buildNews({
    models: { 'sin|gpt-4.1': modelNews(), '*|retries': modelNews(), 'canary/sin@0c|*': modelNews() },
    endpoints: { fra: endpointNews(), gone: endpointNews() },
    processing: { 'fra|a@b|c': { count: 1, sumLog: 5 } },
    openings: { 'sin|gpt-4.1': true },
  })
  const { models, endpoints, processing, openings } = withIdentities(news, identities)
  expect([...models.keys()]).toEqual(['sin@0a|gpt-4.1', '*|retries', 'canary/sin@0c|*'])
  expect([...endpoints.keys()]).toEqual(['fra@0b', 'gone'])
  expect([...processing.keys()]).toEqual(['fra@0b|a@b|c'])
  expect([...openings.keys()]).toEqual(['sin|gpt-4.1'])
})

describe('a name that is shared', () => {
  it.each([
    ['of an endpoint as it is', 'sin@0a', 'sin'],
    ['of a model of it', 'sin@0a|a@b|c', 'sin|a@b|c'],
    ['of a canary', 'canary/sin@0c|*', 'canary/sin@0c|*'],
    ['of no endpoint', '*|retries', '*|retries'],
  ])('%s has its own here', (_, shared, name) => {
    expect(ownName(shared, identities)).toBe(name)
  })

  it.each([
    ['of another that had the id', 'sin@0b|gpt-4.1'],
    ['of nobody knows what had the id', 'sin|gpt-4.1'],
    ['of an endpoint that is gone', 'gone@0a'],
  ])('%s has none', (_, shared) => {
    expect(ownName(shared, identities)).toBeUndefined()
  })

  it('of the bundled map is one of the bundled map alone', () => {
    expect([ownName('sin', new Map()), ownName('sin@0a', new Map())]).toEqual(['sin', undefined])
  })
})

it('what others have told is taken over under the ids', () => {
  const now = 1_700_000_000_000
  const edge = ['e/sin@0a', 'e/fra@0a', 'm/fra@0b|gpt-4.1'].map(name => [name, `${now} 1 42 0 0`] as const)
  const processing = [['sin@0a|*', `${now} 1 5`] as const]
  const {
    endpoints,
    models,
    processing: together,
  } = ofIdentities(readSharedHealth({ storeNow: now, edge, processing }, now), identities)
  expect([[...endpoints.keys()], [...models.keys()], [...together.keys()]]).toEqual([
    ['sin'],
    ['fra|gpt-4.1'],
    ['sin|*'],
  ])
})
