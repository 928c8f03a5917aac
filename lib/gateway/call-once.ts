import type { Identity } from '@/lib/access/identity'
import { digest } from '@/lib/access/keyed-digest'
import type { Plan } from '@/lib/access/plan'
import { canonicalJson } from '@/lib/cache/canonical-json'
import { type OnceRecord, parseOnceRecord } from '@/lib/cache/once-record'
import { openSealed, sealText } from '@/lib/cache/seal-text'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { contentHeaders } from '@/lib/gateway/content-headers'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { giveUpClaim } from '@/lib/gateway/give-up-claim'
import { wholeAnswer } from '@/lib/gateway/keep-answer'
import { zonesOfCall } from '@/lib/gateway/zones-of-call'
import { ApiError } from '@/lib/openai/api-error'
import { logLost } from '@/lib/telemetry/log-lost'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

/** A call that its caller wants done once. */
export type CallOnce = {
  /** Under which its outcome is remembered. */
  readonly name: string
  /** A digest of the body. */
  readonly body: string
  /** What is written while it is under way: no other call's claim is the same. */
  readonly claim: string
  /** The zones that may answer it; undefined allows all. */
  readonly zones: readonly string[] | undefined
}

type Asking = {
  readonly identity: Identity
  readonly plan: Plan
  /** The id of this admission alone. */
  readonly slot: string
  readonly dependencies: Dependencies
}

/** Reads the wish of a caller that a call be done once; undefined where it has none. Throws `invalid_request`. */
export async function readOnce(
  headers: Headers,
  trace: CallTrace,
  { identity, plan, slot, dependencies: { cache } }: Asking,
): Promise<CallOnce | undefined> {
  const { call } = trace
  const key = headers.get('idempotency-key')
  if (key === null || call === undefined) return undefined
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ApiError('invalid_request', 'Invalid idempotency-key: expected 1 to 255 visible characters.', {
      param: 'idempotency-key',
    })
  const [name, body] = await Promise.all([
    digest(canonicalJson([identity.caller, call.operation.name, key])),
    digest(call.text),
  ])
  const running: OnceRecord = { state: 'running', body, slot }
  return {
    name,
    body,
    claim: await sealText(JSON.stringify(running), { name, secret: cache.secret }),
    zones: zonesOfCall(trace, { headers, plan, identity }),
  }
}

/**
 * The answer of a call that was done before; throws `idempotency_in_flight` while it is being done, and `idempotency_mismatch`
 * where this key can have no answer for it; `residency_violation` where its answer may be from a zone that is closed to it.
 */
export async function repeatCall(
  known: string,
  trace: CallTrace,
  dependencies: Dependencies,
): Promise<Response> {
  const { once, call } = trace
  const name = once?.name ?? ''
  const opened = await openSealed(known, { name, secret: dependencies.cache.secret })
  const record = opened === undefined ? undefined : parseOnceRecord(opened)
  // What is not ours goes, so that the next try is not held up by it.
  if (record === undefined)
    dependencies.background.keepAlive(giveUpClaim({ name, claim: known }, dependencies))
  if (record !== undefined && record.body !== once?.body)
    throw new ApiError('idempotency_mismatch', 'This idempotency-key was used with another body.')
  if (record?.state === 'unkept')
    throw new ApiError(
      'idempotency_mismatch',
      'The call with this idempotency-key is done, and its answer was too long to be kept. Another key has it done again.',
    )
  if (record?.state !== 'done')
    throw new ApiError('idempotency_in_flight', 'The call with this idempotency-key is still running.')
  requireWithin(record.zones, once?.zones)
  trace.isReplayed = true
  const headers = contentHeaders(call?.stream ?? false)
  headers.set('idempotency-replayed', 'true')
  return new Response(record.text, { headers })
}

// Whoever comes with a key may come from another country than whoever used it first.
function requireWithin(given: readonly string[] | undefined, allowed: readonly string[] | undefined): void {
  if (allowed === undefined || given?.every(zone => allowed.includes(zone))) return
  throw new ApiError(
    'residency_violation',
    'The call with this idempotency-key was answered from where this call may not be. Another key has it done again.',
  )
}

const keptSeconds = 24 * 60 * 60
// More than one request to the store may hold.
const mostCharacters = 900_000

/**
 * Remembers what became of a call that is to be done once: its answer, or that it is done where that is too long, or, where it
 * failed, that it may be tried again.
 */
export async function settleOnce(
  trace: CallTrace,
  end: StreamEnd | undefined,
  dependencies: Dependencies,
): Promise<void> {
  const { once, effects, cache, writeLog } = dependencies
  const asked = trace.once
  if (asked === undefined || trace.admission?.verdict.kind !== 'admitted') return
  const { name } = asked
  const record = recordOf(trace, { end, asked })
  const now = effects.now()
  try {
    if (record === undefined) return await giveUpClaim(asked, dependencies)
    const kept = await sealText(JSON.stringify(record), { name, secret: cache.secret })
    once.memory.set(name, { text: kept, seconds: keptSeconds, now })
    await once.shared?.set(name, { text: kept, seconds: keptSeconds })
  } catch (error) {
    logLost(error, { event: 'once-lost', writeLog })
  }
}

type Ended = { readonly end: StreamEnd | undefined; readonly asked: CallOnce }

function recordOf(trace: CallTrace, { end, asked: { body, zones } }: Ended): OnceRecord | undefined {
  const text = trace.cachedText ?? wholeAnswer(trace, end)?.text
  const answered = trace.cachedText === undefined ? trace.answer?.candidate?.endpoint.zone : undefined
  const given = answered === undefined ? zones : [answered]
  if (text !== undefined && text.length <= mostCharacters)
    return { state: 'done', body, text, ...(given && { zones: [...given] }) }
  // Of a stream that was too long to be recorded nothing is left but that it came to its end.
  const isDone = text !== undefined || (trace.answer?.result.kind === 'answered' && end?.kind === 'complete')
  return isDone ? { state: 'unkept', body } : undefined
}
