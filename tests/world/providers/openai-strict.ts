import { isRecord } from '../is-record'
import { parseJson } from '../parse-json'
import { openai } from './openai'
import type { Provider } from './provider'
import { refuseMaxTokens } from './refuse-max-tokens'

/** OpenAI with its refusal of `max_tokens` for reasoning models. */
export const openaiStrict: Provider = {
  basePath: openai.basePath,
  answer: (asked, endpoint) => {
    const answer = openai.answer(asked, endpoint)
    const body = parseJson(asked.bodyText)
    if (answer.status !== 200 || !isRecord(body)) return answer
    return refuseMaxTokens({ operation: asked.path.replace(/^\/v1/, ''), body }) ?? answer
  },
}
