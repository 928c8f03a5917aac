import { digest } from '@/lib/access/keyed-digest'
import { canonicalJson } from '@/lib/cache/canonical-json'
import type { Call } from '@/lib/operations/parse-call'

/** Everything besides the call itself that changes its answer, or who may be given it. */
export type CacheScope = {
  /** Whose answers these are; nobody else is given them. */
  readonly owner: string
  /** How often the owner's answers have been thrown away. */
  readonly epoch: number
  /** What of the region map decides who answers and with what: the endpoints that serve the model, each in one text. */
  readonly servers: readonly string[]
  /** The zones that may answer; undefined allows all. */
  readonly zones: readonly string[] | undefined
  readonly pin: string | undefined
  /** What an endpoint that may answer is told of the caller. */
  readonly told?: { readonly country?: string | undefined; readonly ip?: string | undefined }
  /** The headers by which the caller chooses a version of the operation's protocol. */
  readonly protocol?: Readonly<Record<string, string>> | undefined
}

/**
 * The name under which a call's answer is kept: SHA-256 of the call and its scope, each a JSON value in an array of its own,
 * so that nothing within the call can pass for a part of the scope. Whether it is streamed does not matter: an answer of
 * one kind is turned into the other.
 */
export async function cacheKey(call: Call, scope: CacheScope): Promise<string> {
  const { stream: _, stream_options: __, ...request } = call.request
  const { owner, epoch, servers, zones, pin, told = {}, protocol = {} } = scope
  return await digest(
    canonicalJson([
      [owner, epoch, [...servers].sort(), zones ?? null, pin ?? null, protocol],
      [told.country ?? null, told.ip ?? null],
      call.operation.name,
      request,
      isExact(call.text) ? null : call.text,
    ]),
  )
}

// Numbers with more digits than JavaScript keeps, or beyond its range, are rounded into one another, and a member of this
// name is lost: such a body counts as it is written.
function isExact(text: string): boolean {
  return !/\d{16}|\de[+-]?\d{3}|__proto__|\\u005f/i.test(text)
}
