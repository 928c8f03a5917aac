import { isObject } from '@/lib/openai/is-object'
import type { Failure } from '@/lib/upstream/failure'

// Failures that come before a request can have been sent: name look-up, connection, certificate.
const beforeSending =
  /bad port|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO|CONNECT_TIMEOUT/

/** What a `fetch` that threw means. Where the runtime does not say why, the endpoint may have got the request. */
export function classifyNetworkError(error: unknown): Failure {
  const isUnprocessed = codesOf(error).some(code => beforeSending.test(code))
  const label = isUnprocessed ? 'refused' : 'reset'
  return { label, code: 'upstream_unreachable', isUnprocessed, isUnreachable: true }
}

// Node wraps the system's error, sometimes several (one for each address that was tried).
function codesOf(error: unknown, depth = 0): string[] {
  if (!isObject(error) || depth > 4) return []
  const inner = Array.isArray(error.errors) ? error.errors : []
  const own = [error.code, error.message].filter(value => typeof value === 'string')
  return [...own, ...codesOf(error.cause, depth + 1), ...inner.flatMap(each => codesOf(each, depth + 1))]
}
