import { nothingKnown } from '@/lib/health/edge-health'
import type { OperationName } from '@/lib/operations/operations'
import { buildRegionMap } from './build-region-map'
import { moment } from './moment'
import { upstreamEndpoint } from './upstream-endpoint'

const map = buildRegionMap([
  upstreamEndpoint('chats', { operations: ['chat.completions'] }),
  upstreamEndpoint('embeds', { operations: ['embeddings'] }),
  upstreamEndpoint('both', { operations: ['chat.completions', 'embeddings'], models: ['other'] }),
  upstreamEndpoint('off', { operations: ['embeddings'], state: 'disabled' }),
])

/** What is asked of routing for an operation, over endpoints that each do something else. */
export function operationQuestion(operation: OperationName | undefined, model = 'gpt-4.1') {
  return {
    map,
    health: nothingKnown,
    withKey: new Set(map.endpoints.keys()),
    model,
    operation,
    place: { country: undefined, coordinates: undefined },
    zones: undefined,
    now: moment,
  }
}
