import { afterEach, expect, it, vi } from 'vitest'
import { sentBy } from '../support/sent-by'

afterEach(() => vi.unstubAllEnvs())

it.each(['anthropic', 'google'] as const)('of the environment nothing reaches %s', async dialect => {
  const usual = await sentBy({}, dialect)
  for (const name of [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'GOOGLE_GENERATIVE_AI_API_KEY',
    'GEMINI_API_KEY',
  ])
    vi.stubEnv(name, `CANARY-${name}`)
  vi.stubEnv('ANTHROPIC_BASE_URL', 'https://canary.example.com/v1')
  const { signal: _, ...sent } = await sentBy({}, dialect)
  expect(usual).toMatchObject(sent)
  expect(JSON.stringify(sent).toLowerCase()).not.toContain('canary')
})
