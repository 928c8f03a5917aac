import { describe, expect, it } from 'vitest'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import { modelsResponse } from '@/lib/gateway/models-response'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

const models = {
  aliases: { fast: 'gpt-4o', quick: 'fast', away: 'unserved', sum: 'summary', whatever: 'auto' },
  tasks: { summary: { model: 'fast' }, abroad: { model: 'unserved' }, open: {} },
}
const named = { sin: rowOf('sin', { models: ['gpt-4o', 'o3'] }) }
const any = { sin: rowOf('sin', { models: ['gpt-4o', '*'] }) }

type Asked = {
  readonly headers?: Readonly<Record<string, string>>
  readonly plan?: Readonly<Record<string, unknown>>
  readonly endpoints?: Readonly<Record<string, unknown>>
}

async function ask(path: string, { headers = {}, plan = {}, endpoints = named }: Asked = {}) {
  const document = mapDocument({ endpoints })
  const { dependencies } = buildDependencies({ document, models, plans: { anonymous: plan } })
  const request = buildGet(`/v1${path}`, headers)
  const trace = beginTrace(request, dependencies)
  const admitted = await admitCall(request.headers, trace, dependencies)
  const response = await modelsResponse({ path, headers: request.headers, trace, admitted }, dependencies)
  return await response.json()
}

const listed = async (asked?: Asked) => (await ask('/models', asked)).data.map(({ id }: { id: string }) => id)

describe('the list of models', () => {
  it('has the aliases and tasks that lead to one, and none that do not', async () => {
    expect(await listed()).toEqual(['fast', 'gpt-4o', 'o3', 'open', 'quick', 'sum', 'summary', 'whatever'])
  })

  it('has all of them where an endpoint takes any model', async () => {
    const ids = await listed({ endpoints: any })
    expect(ids).toEqual(expect.arrayContaining(['away', 'abroad', 'fast', 'open', 'summary']))
    expect(ids).not.toContain('unserved')
  })

  it('has none whose model the caller may not use', async () => {
    expect(await listed({ plan: { models: ['o3'] } })).toEqual(['o3', 'open', 'whatever'])
    expect(await listed({ plan: { models: ['o3'] }, endpoints: any })).not.toContain('fast')
  })

  it('has one that the caller is allowed by that name alone, as its calls are', async () => {
    expect(await listed({ plan: { models: ['fast'] } })).toContain('fast')
    expect(await listed({ plan: { models: ['away'] }, endpoints: any })).toContain('away')
  })

  it('has nothing to choose from where nothing is served', async () => {
    expect(await listed({ plan: { models: [] } })).toEqual([])
    expect(await listed({ plan: { zones: ['EU'] } })).toEqual([])
  })

  it('finds an alias and a task by their names', async () => {
    expect(await ask('/models/quick')).toMatchObject({ id: 'quick', object: 'model' })
    expect(await ask('/models/summary')).toMatchObject({ id: 'summary' })
    await expect(ask('/models/abroad')).rejects.toMatchObject({ code: 'model_not_found' })
  })
})

describe('to Anthropic’s clients, who name their version,', () => {
  const headers = { 'anthropic-version': '2023-06-01' }
  const model = (id: string) => ({
    type: 'model',
    id,
    display_name: id,
    created_at: '1970-01-01T00:00:00Z',
  })

  it('the list is given in their shape, on one page', async () => {
    expect(await ask('/models', { headers, plan: { models: ['gpt-4o'], zones: ['APAC'] } })).toEqual({
      data: ['fast', 'gpt-4o', 'open', 'quick', 'sum', 'summary', 'whatever'].map(model),
      has_more: false,
      first_id: 'fast',
      last_id: 'whatever',
    })
  })

  it('an empty list has neither first nor last', async () => {
    expect(await ask('/models', { headers, plan: { models: [] } })).toEqual({
      data: [],
      has_more: false,
      first_id: null,
      last_id: null,
    })
  })

  it('one model is given in their shape', async () => {
    expect(await ask('/models/quick', { headers })).toEqual(model('quick'))
  })

  it('one that is not served is not found', async () => {
    await expect(ask('/models/unserved', { headers })).rejects.toMatchObject({ status: 404 })
  })
})
