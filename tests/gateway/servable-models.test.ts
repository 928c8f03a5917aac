import { describe, expect, it } from 'vitest'
import { viewOf } from '@/lib/gateway/call-canary'
import { readCaller } from '@/lib/gateway/caller'
import { learnFromTry } from '@/lib/gateway/learn-from-try'
import { servableModels } from '@/lib/gateway/servable-models'
import { buildFailedAttempt, rateLimited } from '../support/build-attempt'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

const document = mapDocument({
  endpoints: {
    sin: rowOf('sin', { models: { chat: 'chat-prod' }, operations: ['chat.completions'] }),
    nrt: rowOf('nrt', { models: ['embed'], operations: ['embeddings'] }),
    fra: rowOf('fra', { models: ['europe', '*'], zone: 'EU' }),
    iad: rowOf('iad', { models: ['away'], zone: 'US', state: 'draining' }),
    gru: rowOf('gru', { models: ['locked'], zone: 'SA' }),
  },
})

type Asked = Partial<Parameters<typeof servableModels>[1]> & { readonly country?: string }

async function build(country = 'VN') {
  const { dependencies, effects } = buildDependencies({ document, withoutKey: ['gru'] })
  const caller = readCaller(buildRequest({ headers: { 'x-vercel-ip-country': country } }), dependencies)
  const view = await dependencies.regionMap.current()
  return { dependencies, effects, trace: { caller, view } }
}

async function served({ country, ...asked }: Asked = {}) {
  const { dependencies, trace } = await build(country)
  const { names, any } = servableModels(trace, {
    operation: undefined,
    allowedZones: undefined,
    dependencies,
    ...asked,
  })
  return [[...names.keys()], any]
}

describe('the models that can be served', () => {
  it.each<[string, Asked, readonly string[], boolean]>([
    [
      'are those of all endpoints that take calls and whose key is here',
      {},
      ['chat', 'embed', 'europe'],
      true,
    ],
    ['are those of endpoints that do what is asked', { operation: 'embeddings' }, ['embed', 'europe'], true],
    ['are those of the zones that are allowed', { allowedZones: ['APAC', 'US'] }, ['chat', 'embed'], false],
    ['are those of the zone that is asked for', { zone: 'EU' }, ['europe'], true],
    ['are those that the country may use', { country: 'DE' }, ['europe'], true],
    ['are none in a zone that the country may not use', { country: 'DE', zone: 'APAC' }, [], false],
    ['are none where no zone is allowed', { allowedZones: [] }, [], false],
  ])('%s', async (_, asked, names, any) => {
    expect(await served(asked)).toEqual([names, any])
  })

  it('are those of an endpoint that rests as well, which will take calls again', async () => {
    const { dependencies, effects, trace } = await build()
    const learned = { key: 'sin|chat', now: effects.now(), dice: 0.5, isSuspect: false }
    learnFromTry(dependencies.health.of('sin1'), buildFailedAttempt('sin', rateLimited(60)), learned)
    const asked = { operation: undefined, allowedZones: undefined, dependencies }
    expect(servableModels(trace, asked).names.get('chat')).toBe('chat-prod')
  })

  it('are none before there is a map', async () => {
    const { dependencies, trace } = await build()
    const asked = { operation: undefined, allowedZones: undefined, dependencies }
    expect(servableModels({ caller: trace.caller }, asked)).toEqual({ names: new Map(), any: false })
  })
})

it('are those of the canary’s own endpoint where one that goes by it asks for that by its name', async () => {
  const bare = { countries: {}, zones: {}, residency: {}, default: [] }
  const inner = mapDocument({ ...bare, endpoints: { new: rowOf('new', { models: ['fresh'] }) } })
  const document = mapDocument({
    ...bare,
    endpoints: { sin: rowOf('sin', { models: ['chat'] }) },
    canary: { share: 1, map: inner },
  })
  const { dependencies } = buildDependencies({ document })
  const outer = await dependencies.regionMap.current()
  const { canary } = outer.value
  const caller = readCaller(buildRequest(), dependencies)
  const trace = { caller, ...(canary && { view: viewOf(canary, outer) }) }
  const served = servableModels(trace, { ...anything, only: 'new', dependencies })
  expect([...served.names.keys()]).toEqual(['fresh'])
})

const anything = { operation: undefined, allowedZones: undefined }
