import { describe, expect, it } from 'vitest'
import { endpointRow, toEndpoint } from '@/lib/regions/endpoint-row'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { plainProvider, providers } from '@/lib/regions/providers'
import { buildRow } from '../support/build-document'

const schema = endpointRow({ allowPrivate: false })

type Overrides = Parameters<typeof buildRow>[0]

const endpointOf = (overrides: Overrides = {}) =>
  toEndpoint('sin', schema.parse(buildRow({ baseUrl: undefined, ...overrides })))

const pathsOf = (overrides: Overrides) => {
  const result = schema.safeParse(buildRow({ baseUrl: undefined, ...overrides }))
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'))
}

describe('what a row does not say is as its provider has it:', () => {
  it.each([...providers.values()].filter(({ baseUrl }) => baseUrl !== undefined))('$name', preset => {
    expect(endpointOf({ provider: preset.name })).toMatchObject({
      provider: preset,
      baseUrl: preset.baseUrl,
      auth: preset.auth,
      apiKeyEnv: 'UPSTREAM_KEY',
      probe: { method: 'HEAD', path: preset.probePath, timeoutMs: 2000 },
    })
  })
})

describe('a base URL', () => {
  it.each([
    ['azure', 'https://mine.openai.azure.com', 'https://mine.openai.azure.com/openai/v1'],
    ['azure', 'https://mine.openai.azure.com/', 'https://mine.openai.azure.com/openai/v1'],
    ['azure', 'https://mine.openai.azure.com/other/v1', 'https://mine.openai.azure.com/other/v1'],
    ['vllm', 'https://gpu.example.com', 'https://gpu.example.com/v1'],
    ['ollama', 'https://gpu.example.com/v1/', 'https://gpu.example.com/v1'],
    ['openai', 'https://eu.api.openai.com', 'https://eu.api.openai.com/v1'],
    ['deepseek', 'https://proxy.example.com', 'https://proxy.example.com'],
    ['google', 'https://proxy.example.com', 'https://proxy.example.com/v1beta'],
    [undefined, 'https://api.example.com', 'https://api.example.com'],
    [undefined, 'https://api.example.com/', 'https://api.example.com'],
  ])('of %s at %s leads to %s', (provider, baseUrl, expected) => {
    expect(endpointOf({ provider, baseUrl }).baseUrl).toBe(expected)
  })

  it.each([undefined, 'azure', 'vllm', 'ollama'])('is needed of %s', provider => {
    expect(pathsOf({ provider })).toEqual(['baseUrl'])
  })

  it('of a provider is checked like any other', () => {
    expect(pathsOf({ provider: 'openai', baseUrl: 'https://169.254.169.254' })).toEqual(['baseUrl'])
  })
})

describe('what a row says itself wins:', () => {
  it('how its key is sent', () => {
    expect(endpointOf({ provider: 'openai', auth: 'api-key' }).auth).toBe('api-key')
  })

  it('that no key is sent', () => {
    const { auth, apiKeyEnv } = endpointOf({ provider: 'openai', auth: 'none' })
    expect([auth, apiKeyEnv]).toEqual(['none', undefined])
  })

  it('where it is probed', () => {
    expect(endpointOf({ provider: 'openai', probe: { path: '/health', method: 'GET' } }).probe).toEqual({
      method: 'GET',
      path: '/health',
      timeoutMs: 2000,
    })
  })

  it('where it lies', () => {
    const baseUrl = 'https://proxy.example.com/openai'
    expect(endpointOf({ provider: 'openai', baseUrl }).baseUrl).toBe(baseUrl)
  })
})

describe('the operations of a row', () => {
  it('are fewer than its provider’s, each done as the provider does it', () => {
    const { provider } = endpointOf({ provider: 'anthropic', operations: ['chat.completions'] })
    expect(provider.services).toEqual({ 'chat.completions': { path: '/messages', dialect: 'anthropic' } })
    expect(provider).toMatchObject({ name: 'anthropic', headers: { 'anthropic-version': '2023-06-01' } })
  })

  it('may be one that its provider is not known for', () => {
    const { provider } = endpointOf({ provider: 'groq', operations: ['embeddings'] })
    expect(provider.services).toEqual({ embeddings: {} })
  })

  it('narrow an endpoint of no provider', () => {
    const { provider } = endpointOf({ baseUrl: 'https://api.example.com/v1', operations: ['messages'] })
    expect(provider).toEqual({ ...plainProvider, services: { messages: {} } })
  })

  it('leave the preset itself as it was', () => {
    endpointOf({ provider: 'openai', operations: ['embeddings'] })
    expect(endpointOf({ provider: 'openai' }).provider.services).toHaveProperty('responses')
  })
})

describe('a server of one’s own', () => {
  const baseUrl = 'https://gpu.example.com'

  it.each(['vllm', 'ollama'])('may run without a key: %s', provider => {
    const { auth, apiKeyEnv } = endpointOf({ provider, baseUrl, apiKeyEnv: undefined })
    expect([auth, apiKeyEnv]).toEqual(['none', undefined])
  })

  it.each(['vllm', 'ollama'])('may have one: %s', provider => {
    const { auth, apiKeyEnv } = endpointOf({ provider, baseUrl })
    expect([auth, apiKeyEnv]).toEqual(['bearer', 'UPSTREAM_KEY'])
  })

  it('that says how its key is sent must say which', () => {
    const row = { provider: 'vllm', baseUrl, auth: 'bearer', apiKeyEnv: undefined }
    expect(pathsOf(row)).toEqual(['apiKeyEnv'])
  })
})

describe('a fault is told with its path:', () => {
  it.each<[string, Overrides, readonly string[]]>([
    ['a provider that nobody knows', { provider: 'openia', baseUrl: 'https://a.example.com' }, ['provider']],
    ['a provider that is no text', { provider: 5, baseUrl: 'https://a.example.com' }, ['provider']],
    ['one that every object has', { provider: 'toString', baseUrl: 'https://a.example.com' }, ['provider']],
    ['no operation', { provider: 'openai', operations: [] }, ['operations']],
    ['an operation that nobody knows', { provider: 'openai', operations: ['files'] }, ['operations.0']],
    ['a way to send a key that nobody knows', { provider: 'openai', auth: 'basic' }, ['auth']],
    ['a key that is not named', { provider: 'openai', apiKeyEnv: undefined }, ['apiKeyEnv']],
    ['all of them at once', { apiKeyEnv: undefined, zone: '' }, ['zone', 'baseUrl', 'apiKeyEnv']],
  ])('%s', (_, overrides, paths) => {
    expect(pathsOf(overrides).sort()).toEqual([...paths].sort())
  })

  it('in the words of the map', () => {
    const row = { ...buildRow(), provider: 'openia' }
    const { problems } = parseRegionMap({ version: 1, endpoints: { sin: row, nrt: buildRow() } })
    expect(problems).toEqual([
      { path: 'endpoints.sin.provider', message: expect.stringContaining('expected one of openai, azure') },
    ])
  })
})
