import { anthropicCases } from './anthropic-cases'
import { googleCases } from './google-cases'
import { hostedCases } from './hosted-cases'
import { mistralCase } from './mistral-case'
import { openaiCases } from './openai-cases'
import { ownServerCases } from './own-server-cases'
import type { ProviderCase } from './provider-case'

/** Every provider once. */
export const providerCases: readonly ProviderCase[] = [
  ...openaiCases,
  ...hostedCases,
  mistralCase,
  ...ownServerCases,
  ...anthropicCases,
  ...googleCases,
]
