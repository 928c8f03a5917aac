import type { JsonReply } from '../../send-json'
import { googleError } from './google-error'

/** Google's 404 for a model that it does not have. */
export function googleUnknownModel(model: string): JsonReply {
  const message = `models/${model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`
  return googleError(404, { message })
}
