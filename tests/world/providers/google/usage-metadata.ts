import type { JsonObject } from '../json-object'
import type { Generated } from './generated'

type Counted = Pick<Generated, 'promptTokens' | 'candidatesTokens' | 'thoughtsTokens'>

/** Google's usage: what was thought is counted beside the candidates, and within the total. */
export function usageMetadata({ promptTokens, candidatesTokens, thoughtsTokens }: Counted): JsonObject {
  return {
    promptTokenCount: promptTokens,
    candidatesTokenCount: candidatesTokens,
    totalTokenCount: promptTokens + candidatesTokens + thoughtsTokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: promptTokens }],
    ...(thoughtsTokens > 0 && { thoughtsTokenCount: thoughtsTokens }),
  }
}
