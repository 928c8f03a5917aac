import { describe, expect, it } from 'vitest'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import { modelsResponse } from '@/lib/gateway/models-response'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

const document = mapDocument({
  endpoints: {
    sin: rowOf('sin', { models: ['gpt-4o', 'gpt-4.1'] }),
    nrt: rowOf('nrt', { models: { 'gpt-4.1': 'prod', 'org/llama 4': 'l4' } }),
    fra: rowOf('fra', { zone: 'EU', models: ['mistral', '*'] }),
    iad: rowOf('iad', { zone: 'US', models: ['secret'], state: 'draining' }),
  },
})

async function ask(path: string, country = 'VN', plan: Readonly<Record<string, unknown>> = {}) {
  const { dependencies } = buildDependencies({ document, plans: { anonymous: plan } })
  const request = buildGet(`/v1${path}`, { 'x-vercel-ip-country': country })
  const trace = beginTrace(request, dependencies)
  const admitted = await admitCall(request.headers, trace, dependencies)
  const response = await modelsResponse({ path, headers: request.headers, trace, admitted }, dependencies)
  return await response.json()
}

describe('the list of models', () => {
  it('has none that the caller’s plan leaves out', async () => {
    const namesFor = async (plan: Readonly<Record<string, unknown>>) =>
      (await ask('/models', 'VN', plan)).data.map(({ id }: { id: string }) => id)
    expect(await namesFor({ models: ['gpt-4o', 'unheard-of'] })).toEqual(['gpt-4o'])
    expect(await namesFor({ zones: ['EU'] })).toEqual(['mistral'])
    expect(await namesFor({ models: [] })).toEqual([])
  })

  it('has each that can be served once, in order, in OpenAI’s shape', async () => {
    const model = { object: 'model', created: 0, owned_by: 'isochrone' }
    expect(await ask('/models')).toEqual({
      object: 'list',
      data: [
        { id: 'gpt-4.1', ...model },
        { id: 'gpt-4o', ...model },
        { id: 'mistral', ...model },
        { id: 'org/llama 4', ...model },
      ],
    })
  })

  it('has all of the catalogue where nothing is named and anything taken', async () => {
    const { dependencies } = buildDependencies({
      document: mapDocument({ endpoints: { sin: rowOf('sin', { models: ['*'] }) } }),
      models: { catalogue: { a: {}, b: {} } },
    })
    const request = buildGet('/v1/models')
    const trace = beginTrace(request, dependencies)
    const admitted = await admitCall(request.headers, trace, dependencies)
    const asked = { path: '/models', headers: request.headers, trace, admitted }
    const { data } = await (await modelsResponse(asked, dependencies)).json()
    expect(data.map(({ id }: { id: string }) => id)).toEqual(['a', 'b'])
  })

  it('has only what the caller’s country may use', async () => {
    expect((await ask('/models', 'DE')).data).toMatchObject([{ id: 'mistral' }])
  })
})

describe('one model', () => {
  it.each(['/models/gpt-4.1', '/models/gpt%2D4.1'])('is found at %s', async path => {
    expect(await ask(path)).toMatchObject({ id: 'gpt-4.1', object: 'model' })
  })

  it('may have a slash and a space in its name', async () => {
    expect(await ask('/models/org/llama%204')).toMatchObject({ id: 'org/llama 4' })
  })

  it('may be one of the catalogue where an endpoint takes any', async () => {
    expect(await ask('/models/gpt-4.1-mini')).toMatchObject({ id: 'gpt-4.1-mini' })
    await expect(ask('/models/gpt-4.1-mini', 'VN', { zones: ['APAC'] })).rejects.toMatchObject({
      code: 'model_not_found',
    })
  })

  it.each(['/models/prod', '/models/secret', '/models/*', '/models/%E0%A4%A', '/models/__proto__'])(
    '%s is not found',
    async path => {
      await expect(ask(path)).rejects.toMatchObject({ code: 'model_not_found', details: { param: 'model' } })
    },
  )
})
