import { anthropicError } from '../anthropic/anthropic-error'
import { anthropicHeaders } from '../anthropic/anthropic-headers'
import type { Dialect } from './dialect'

/** How Anthropic speaks. */
export const anthropicDialect: Dialect = {
  headers: anthropicHeaders,
  failure: status => anthropicError(status, `The simulated endpoint fails with ${status}.`),
  wrongKey: given =>
    anthropicError(401, given === undefined ? 'x-api-key header is required' : 'invalid x-api-key'),
  unknownModel: model => anthropicError(404, `model: ${model}`),
  unknownPath: () => anthropicError(404, 'Not Found'),
  wrongMethod: () => anthropicError(405, 'Method Not Allowed'),
}
