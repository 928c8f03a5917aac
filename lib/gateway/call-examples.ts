import type { OperationName } from '@/lib/operations/operations'

const model = 'gpt-4.1'

/** A body for each operation that a caller may send as it is, where the model is served. */
export const callExamples: Readonly<Record<OperationName, object>> = {
  'chat.completions': { model, messages: [{ role: 'user', content: 'Xin chào' }] },
  completions: { model: 'gpt-3.5-turbo-instruct', prompt: 'Xin chào', max_tokens: 16 },
  embeddings: { model: 'text-embedding-3-small', input: ['Xin chào', 'Guten Tag'] },
  responses: { model, input: 'Xin chào', instructions: 'Answer in one sentence.' },
  messages: { model, max_tokens: 64, messages: [{ role: 'user', content: 'Xin chào' }] },
}

/** A body for each of the operators' routes that takes one, by its path. */
export const operatorExamples: Readonly<Record<string, object>> = {
  '/keys': { name: 'app', plan: 'pro', tenant: 'acme', zones: ['EU'], budgetUsdPerDay: 5 },
  '/revocations': { jti: 'token-0001', expiresAt: '2099-01-01T00:00:00Z' },
  '/usage': { records: [] },
  '/region-map/check': {
    version: 1,
    endpoints: {
      fra: {
        baseUrl: 'https://eu-api.example.com/v1',
        apiKeyEnv: 'UPSTREAM_KEY_FRA',
        region: 'fra1',
        location: [50.11, 8.68],
        zone: 'EU',
        models: ['*'],
      },
    },
    zones: { EU: { countries: ['DE', 'FR'], endpoints: ['fra'] } },
    residency: { DE: ['EU'] },
    default: ['fra'],
  },
}
