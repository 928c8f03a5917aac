import { openaiError } from '../openai/openai-error'
import type { Dialect } from './dialect'
import { usualHeaders } from './usual-headers'

/** How OpenAI speaks. */
export const openaiDialect: Dialect = {
  headers: usualHeaders,
  failure: status => {
    const message = `The simulated endpoint fails with ${status}.`
    return openaiError({ status, message, type: status >= 500 ? 'server_error' : 'invalid_request_error' })
  },
  wrongKey: given => {
    const message =
      given === undefined
        ? "You didn't provide an API key."
        : `Incorrect API key provided: ****${given.slice(-4)}. You can find your API key in your account.`
    return openaiError({ status: 401, message, code: 'invalid_api_key' })
  },
  unknownModel: model => {
    const message = `The model \`${model}\` does not exist or you do not have access to it.`
    return openaiError({ status: 404, message, code: 'model_not_found' })
  },
  unknownPath: ({ method, path }) =>
    openaiError({ status: 404, message: `Invalid URL (${method} ${path})`, code: 'unknown_url' }),
  wrongMethod: ({ method, path }) => {
    const message = `Not allowed to ${method} on ${path} (HINT: Perhaps you meant to use a different HTTP method?)`
    return openaiError({ status: 405, message, code: 'method_not_supported' })
  },
}
