import { isRecord } from '../is-record'
import type { JsonObject } from './json-object'
import { withChoices } from './with-choices'
import { without } from './without'

const ofOpenai = ['service_tier', 'system_fingerprint']
const ofOpenaiMessages = ['refusal', 'annotations']

/** A completion or a chunk without the fields that only OpenAI sends, and without `usage: null`. */
export function bare(json: JsonObject): JsonObject {
  const names = json.usage === null ? [...ofOpenai, 'usage'] : ofOpenai
  return withChoices(without(json, names), choice => {
    const { message, delta } = choice
    return {
      ...choice,
      ...(isRecord(message) && { message: without(message, ofOpenaiMessages) }),
      ...(isRecord(delta) && { delta: without(delta, ofOpenaiMessages) }),
    }
  })
}
