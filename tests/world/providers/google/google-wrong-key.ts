import type { JsonReply } from '../../send-json'
import { googleError } from './google-error'

/** Google's answer to a key that is none of its own: a bad request. */
export function googleWrongKey(): JsonReply {
  const message = 'API key not valid. Please pass a valid API key.'
  return googleError(400, {
    message,
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      },
      { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message },
    ],
  })
}
