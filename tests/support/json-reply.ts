import type { Reply } from './fake-effects'

/** What an endpoint answers with, as JSON. */
export function jsonReply(answer: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
}
