import type { IncomingHttpHeaders } from 'node:http'
import { openaiError } from '../openai/openai-error'
import type { JsonReply } from '../send-json'

/** OpenAI's 401 where a key is needed and another one is given, or none. */
export function refuseKey(headers: IncomingHttpHeaders, apiKey: string | undefined): JsonReply | undefined {
  const given = givenKey(headers)
  if (apiKey === undefined || given === apiKey) return undefined
  const message =
    given === undefined
      ? "You didn't provide an API key."
      : `Incorrect API key provided: ****${given.slice(-4)}. You can find your API key in your account.`
  return openaiError({ status: 401, message, code: 'invalid_api_key' })
}

function givenKey(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  const azure = headers['api-key']
  return bearer ?? (typeof azure === 'string' ? azure : undefined)
}
