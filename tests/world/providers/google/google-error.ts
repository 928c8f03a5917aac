import type { JsonReply } from '../../send-json'

const statuses = new Map([
  [400, 'INVALID_ARGUMENT'],
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [405, 'UNIMPLEMENTED'],
  [429, 'RESOURCE_EXHAUSTED'],
  [500, 'INTERNAL'],
  [503, 'UNAVAILABLE'],
])

/** An error in the shape of Google's APIs. */
export function googleError(
  code: number,
  { message, details }: { message: string; details?: unknown[] },
): JsonReply {
  const status = statuses.get(code) ?? 'UNKNOWN'
  return { status: code, json: { error: { code, message, status, ...(details && { details }) } } }
}
