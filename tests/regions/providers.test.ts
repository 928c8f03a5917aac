import { describe, expect, it } from 'vitest'
import { operationNames } from '@/lib/operations/operations'
import type { Auth } from '@/lib/regions/provider'
import { plainProvider, providers } from '@/lib/regions/providers'

const all = 'chat.completions completions embeddings responses'
const dashed = `${all} messages`

type Row = readonly [name: string, auth: Auth, basePath: string, baseUrl: string | undefined, does: string]

const rows: readonly Row[] = [
  ['openai', 'bearer', '/v1', 'https://api.openai.com/v1', all],
  ['azure', 'api-key', '/openai/v1', undefined, all],
  ['groq', 'bearer', '/openai/v1', 'https://api.groq.com/openai/v1', 'chat.completions responses'],
  ['together', 'bearer', '/v1', 'https://api.together.xyz/v1', 'chat.completions completions embeddings'],
  ['deepseek', 'bearer', '', 'https://api.deepseek.com', 'chat.completions messages'],
  ['mistral', 'bearer', '/v1', 'https://api.mistral.ai/v1', 'chat.completions embeddings'],
  ['xai', 'bearer', '/v1', 'https://api.x.ai/v1', 'chat.completions responses'],
  ['vllm', 'bearer', '/v1', undefined, dashed],
  ['ollama', 'bearer', '/v1', undefined, dashed],
  ['anthropic', 'x-api-key', '/v1', 'https://api.anthropic.com/v1', 'chat.completions messages'],
  ['anthropic-openai', 'x-api-key', '/v1', 'https://api.anthropic.com/v1', 'chat.completions messages'],
  [
    'google',
    'x-goog-api-key',
    '/v1beta',
    'https://generativelanguage.googleapis.com/v1beta',
    'chat.completions',
  ],
  [
    'google-openai',
    'bearer',
    '/v1beta/openai',
    'https://generativelanguage.googleapis.com/v1beta/openai',
    'chat.completions embeddings',
  ],
]

const preset = (name: string) => {
  const found = providers.get(name)
  if (found === undefined) throw new Error(`There is no preset ${name}.`)
  return found
}

it('there is a preset for each of these and for no other', () => {
  expect([...providers.keys()].sort()).toEqual(rows.map(([name]) => name).sort())
})

describe.each(rows)('the preset %s', (name, auth, basePath, baseUrl, does) => {
  it('knows its name, how its key is sent and where it lies', () => {
    expect(preset(name)).toMatchObject({ name, auth, basePath, probePath: '/models' })
    expect(preset(name).baseUrl).toBe(baseUrl)
  })

  it('does these operations and no others', () => {
    expect(Object.keys(preset(name).services).sort()).toEqual(does.split(' ').sort())
  })

  it('lies where a bare host would be taken to', () => {
    if (baseUrl === undefined) return
    const { origin, pathname } = new URL(baseUrl)
    expect(`${origin}${basePath}`).toBe(baseUrl)
    expect(pathname === '/' ? '' : pathname).toBe(basePath)
  })
})

describe('an operation that is done in another way', () => {
  it.each([
    ['anthropic', 'chat.completions', { path: '/messages', dialect: 'anthropic' }],
    ['anthropic-openai', 'chat.completions', { auth: 'bearer' }],
    ['google', 'chat.completions', { dialect: 'google' }],
    ['deepseek', 'messages', { path: '/anthropic/v1/messages', auth: 'x-api-key' }],
  ] as const)('is that of %s: %s', (name, operation, service) => {
    expect(preset(name).services[operation]).toEqual(service)
  })

  it('is no other', () => {
    const unusual = rows.flatMap(([name]) =>
      Object.entries(preset(name).services)
        .filter(([, service]) => Object.keys(service).length > 0)
        .map(([operation]) => `${name} ${operation}`),
    )
    expect(unusual.sort()).toEqual([
      'anthropic chat.completions',
      'anthropic-openai chat.completions',
      'deepseek messages',
      'google chat.completions',
    ])
  })
})

it('only a server of one’s own may run without a key', () => {
  const open = rows.filter(([name]) => preset(name).isKeyOptional)
  expect(open.map(([name]) => name)).toEqual(['vllm', 'ollama'])
})

it('Anthropic is told the version of its API, and nobody else a header', () => {
  const told = rows.filter(([name]) => preset(name).headers !== undefined)
  expect(told.map(([name]) => name)).toEqual(['anthropic', 'anthropic-openai'])
  expect(preset('anthropic').headers).toEqual({ 'anthropic-version': '2023-06-01' })
})

it('an endpoint of which nothing is said is asked for everything as it came', () => {
  expect(Object.keys(plainProvider.services)).toEqual(operationNames)
  expect(plainProvider).toMatchObject({ auth: 'bearer', basePath: '', probePath: '/models', quirks: {} })
  expect(Object.values(plainProvider.services)).toEqual(operationNames.map(() => ({})))
  expect(providers.has(plainProvider.name)).toBe(false)
})
