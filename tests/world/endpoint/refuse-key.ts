import type { IncomingHttpHeaders } from 'node:http'
import type { JsonReply } from '../send-json'
import type { Asked } from './asked'
import { dialectOf } from './dialect-of'

/** The 401 where a key is needed and another one is given, or none. */
export function refuseKey({ headers, path }: Asked, apiKey: string | undefined): JsonReply | undefined {
  const given = givenKey(headers)
  if (apiKey === undefined || given === apiKey) return undefined
  return dialectOf(path).wrongKey(given)
}

function givenKey(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  // Azure's and Anthropic's.
  const others = [headers['api-key'], headers['x-api-key']]
  return bearer ?? others.find(key => typeof key === 'string')
}
