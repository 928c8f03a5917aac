import { isRecord } from '../is-record'
import { openaiError } from '../openai/openai-error'
import { toEvent } from '../openai/stream-plan'
import { bearerKey } from './bearer-key'
import { fromDialect } from './from-dialect'
import { headerKey } from './header-key'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import { refuseMaxTokens } from './refuse-max-tokens'
import { withChoices } from './with-choices'

const safe = { filtered: false, severity: 'safe' }
const filterResults = { hate: safe, self_harm: safe, sexual: safe, violence: safe }
const promptResults = [
  {
    prompt_index: 0,
    content_filter_results: { ...filterResults, jailbreak: { detected: false, filtered: false } },
  },
]
const promptEvent = {
  choices: [],
  created: 0,
  id: '',
  model: '',
  object: '',
  prompt_filter_results: promptResults,
}

/** Azure OpenAI's v1 API: learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle */
export const azure = fromDialect({
  basePath: '/openai/v1',
  headers: {
    'apim-request-id': '0b0f2c5e-6f1a-4d3b-9a57-3c8de1f0a942',
    'x-ms-region': 'East US 2',
    'x-ms-rai-invoked': 'true',
  },
  operations: ['/chat/completions', '/completions', '/embeddings', '/responses'],
  keyOf: headers => headerKey(headers, 'api-key') ?? bearerKey(headers),
  wrongKey: () =>
    refusal(401, {
      code: '401',
      message:
        'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
    }),
  unknownPath: () => refusal(404, { code: '404', message: 'Resource not found' }),
  unknownModel: () =>
    refusal(404, {
      code: 'DeploymentNotFound',
      message:
        'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
    }),
  failed: openaiError,
  refuse: refuseMaxTokens,
  plain: json => ({ ...withFilter(json), prompt_filter_results: promptResults }),
  stream: plan => {
    const changed = mapEvents(plan, withFilter)
    return { ...changed, opening: [toEvent(promptEvent), ...changed.opening] }
  },
})

function refusal(status: number, error: { code: string; message: string }) {
  return { status, json: { error } }
}

// The results stand beside what was filtered: a chunk without text has empty ones.
function withFilter(json: JsonObject): JsonObject {
  return withChoices(json, choice => {
    const { delta } = choice
    const hasText = !isRecord(delta) || (typeof delta.content === 'string' && delta.content !== '')
    return { content_filter_results: hasText ? filterResults : {}, ...choice }
  })
}
