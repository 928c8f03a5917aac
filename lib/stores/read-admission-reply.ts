import type { AdmissionAnswer, AdmissionAsk } from '@/lib/access/admission-store'
import type { LimitName } from '@/lib/access/limits'

type Parts = readonly unknown[]
type Reader = (parts: Parts, ask: AdmissionAsk) => AdmissionAnswer | undefined

const limitNames: readonly LimitName[] = ['requests', 'tokens', 'concurrency', 'budget']

const readers: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['record', readRecord],
  ['revoked', parts => (parts.length === 1 ? { kind: 'revoked' } : undefined)],
  ['repeated', readRepeated],
  ['limited', readLimited],
  ['admitted', readAdmitted],
])

/** Shares come as whole numbers of this part, which Redis does not round. */
export const millionths = 1e6

/**
 * What the admission script has answered; throws where it is none of its answers. By hand, since each call waits for it: a
 * schema of them all took a tenth of the processor time of a call, most of it over what the answer might have been.
 */
export function readAdmissionReply(reply: unknown, ask: AdmissionAsk): AdmissionAnswer {
  const parts: Parts = Array.isArray(reply) ? reply : []
  const answer = readers.get(parts[0])?.(parts, ask)
  if (answer === undefined) throw new Error('Redis answered an admission with what is no answer to it.')
  return answer
}

function readRecord([, record, ...more]: Parts): AdmissionAnswer | undefined {
  if (typeof record !== 'string' || more.length > 0) return undefined
  return { kind: 'record', record: record || undefined }
}

function readRepeated([, known, ...rest]: Parts): AdmissionAnswer | undefined {
  const uses = readUses(rest)
  if (typeof known !== 'string' || uses === undefined || rest.length !== 5) return undefined
  return { kind: 'repeated', known, ...uses }
}

function readLimited([, name, retryAfterSeconds, ...rest]: Parts): AdmissionAnswer | undefined {
  const by = limitNames.find(each => each === name)
  const uses = readUses(rest)
  if (by === undefined || !isNumber(retryAfterSeconds) || uses === undefined || rest.length !== 5)
    return undefined
  return { kind: 'limited', by, retryAfterSeconds, ...uses }
}

function readAdmitted([, second, ...rest]: Parts, ask: AdmissionAsk): AdmissionAnswer | undefined {
  const uses = readUses(rest)
  const [cached, epoch, near] = rest.slice(5)
  const nearness = readNearness(near, ask)
  const isWhole = rest.length === 8 && uses !== undefined && nearness !== undefined
  if (!isWhole || !isNumber(second) || typeof cached !== 'string' || !isNumber(epoch)) return undefined
  const { caller, slot, tokens, nanoUsd } = ask
  const budgets = ask.budgets.map(({ name }) => name)
  const reservation = { caller, slot, second, tokens, budgets, nanoUsd }
  return { kind: 'admitted', reservation, ...uses, cached: cached || undefined, epoch, nearness }
}

// What is used of both limits, and the health of the edge where that was asked.
function readUses([requests, requestsReset, tokens, tokensReset, known]: Parts) {
  const health = readHealth(known)
  const areCounted = isNumber(requests) && isNumber(requestsReset) && isNumber(tokens)
  if (!areCounted || !isNumber(tokensReset) || health === undefined) return undefined
  return {
    requests: { used: requests, resetSeconds: requestsReset },
    tokens: { used: tokens, resetSeconds: tokensReset },
    ...health,
  }
}

function readHealth(known: unknown) {
  if (!Array.isArray(known)) return undefined
  if (known.length === 0) return {}
  const [time, edge, processing, canaries]: Parts = known
  const storeNow = typeof time === 'string' || isNumber(time) ? Number(time) : Number.NaN
  if (known.length !== 4 || !isNumber(storeNow) || !isFields(edge)) return undefined
  if (!isFields(processing) || !isFields(canaries)) return undefined
  return { health: { storeNow, edge, processing, canaries } }
}

function readNearness(near: unknown, { ahead }: AdmissionAsk) {
  const parts: Parts = Array.isArray(near) ? near : []
  const [fullest, granted] = parts
  if (parts.length !== (ahead === undefined ? 1 : 2) || !isShare(fullest)) return undefined
  if (ahead === undefined) return { fullest: fullest / millionths }
  return isShare(granted) ? { fullest: fullest / millionths, granted: granted / millionths } : undefined
}

function isShare(value: unknown): value is number {
  return isNumber(value) && value >= 0
}

function isFields(value: unknown): value is readonly (readonly [string, string])[] {
  return Array.isArray(value) && value.every(isField)
}

function isField(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(each => typeof each === 'string')
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
