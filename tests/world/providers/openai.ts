import { answerPath } from '../endpoint/answer-path'
import { refuseKey } from '../endpoint/refuse-key'
import type { Provider } from './provider'

/** OpenAI as it is simulated unless something else is asked for: lenient about `max_tokens`. */
export const openai: Provider = {
  basePath: '/v1',
  answer: (asked, endpoint) => refuseKey(asked, endpoint.apiKey) ?? answerPath(asked, endpoint),
}
