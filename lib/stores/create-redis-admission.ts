import type { Redis } from '@upstash/redis'
import * as z from 'zod'
import type { AdmissionAnswer, AdmissionAsk, AdmissionStore } from '@/lib/access/admission-store'
import type { Limits, Reservation, Settlement } from '@/lib/access/limits'
import { knownSeconds, mostAhead } from '@/lib/access/local-allowance'
import { slotSeconds, windowSeconds } from '@/lib/access/memory-limiter'
import { admissionScript, settlementScript } from '@/lib/stores/admission-script'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { redisKeys } from '@/lib/stores/redis-keys'
import { settlementCommand } from '@/lib/stores/settlement-command'

const use = [z.number(), z.number(), z.number(), z.number()] as const
const fields = z.array(z.tuple([z.string(), z.string()]))
const health = z.union([z.tuple([z.coerce.number(), fields, fields, fields]), z.array(z.never())])

const nearness = z.union([z.tuple([z.number().min(0), z.number().min(0)]), z.array(z.never())])

const limitNames = ['requests', 'tokens', 'concurrency', 'budget'] as const

const answer = z.union([
  z.tuple([z.literal('record'), z.string()]),
  z.tuple([z.literal('revoked')]),
  z.tuple([z.literal('repeated'), z.string(), ...use, health]),
  z.tuple([z.literal('limited'), z.enum(limitNames), z.number(), ...use, health]),
  z.tuple([z.literal('admitted'), z.number(), ...use, health, z.string(), z.number(), nearness]),
])

// Redis says null where there is none; an empty reply says nothing.
const storedRecord = z.string().nullable()

/** The admission store in Redis: one script call for each admission. The client must not parse replies. */
export function createRedisAdmission(redis: Redis, breaker: StoreBreaker): AdmissionStore {
  const admission = redis.createScript<unknown>(admissionScript)
  const settlement = redis.createScript<unknown>(settlementScript)
  let isLoaded = false

  async function readKey(id: string): Promise<string | undefined> {
    // Sent along once, so that the admission that follows finds its script and stays one request.
    const batch = redis.pipeline()
    if (!isLoaded) batch.scriptLoad(admissionScript)
    batch.hget(redisKeys.apiKeys, id)
    const record = storedRecord.parse((await batch.exec()).at(-1))
    isLoaded = true
    return record ?? undefined
  }

  async function admit(ask: AdmissionAsk): Promise<AdmissionAnswer> {
    const keys = [
      ...proofKeys(ask),
      ...counterKeys(ask.caller),
      ...healthKeys(ask),
      redisKeys.cached(ask.cacheKey ?? ''),
      redisKeys.epochs,
      redisKeys.once(ask.once?.name ?? ''),
      redisKeys.canaries,
      redisKeys.allowances(ask.caller),
      ...ask.budgets.map(({ name }) => redisKeys.spent(name)),
    ]
    return toAnswer(answer.parse(await admission.exec(keys, scriptArguments(ask))), ask)
  }

  async function settle(reservation: Reservation, used: Settlement): Promise<void> {
    const { keys, values } = settlementCommand(reservation, used)
    await settlement.exec(keys, values)
  }

  return {
    readKey: id => breaker.run(() => readKey(id)),
    admit: ask => breaker.run(() => admit(ask)),
    // Nobody waits for it, and its failures are those of the admissions once more.
    settle,
  }
}

function proofKeys({ proof }: AdmissionAsk): readonly [string, string] {
  return [redisKeys.apiKeys, redisKeys.revocation(proof.kind === 'token' ? proof.jti : '')]
}

function counterKeys(caller: string): readonly [string, string, string] {
  return [redisKeys.requests(caller), redisKeys.tokens(caller), redisKeys.slots(caller)]
}

function healthKeys({ healthOf }: AdmissionAsk): readonly [string, string] {
  return [redisKeys.health(healthOf ?? ''), redisKeys.processing]
}

function scriptArguments(ask: AdmissionAsk): string[] {
  const { proof, owner, slot, limits, tokens, healthOf, cacheKey, once, budgets, nanoUsd, ahead } = ask
  const isKey = proof.kind === 'key'
  const { requestsPerMinute, tokensPerMinute, concurrency }: Limits = limits
  return [
    isKey ? proof.id : '',
    isKey ? proof.record : '',
    slot,
    ...[requestsPerMinute, tokensPerMinute, concurrency].map(limit => String(limit ?? -1)),
    String(tokens),
    String(windowSeconds),
    String(slotSeconds),
    healthOf === undefined ? '0' : '1',
    owner,
    cacheKey === undefined ? '0' : '1',
    once?.claim ?? '',
    String(nanoUsd),
    ahead?.instance ?? '',
    ahead?.call === 'taken' ? '1' : '0',
    // Nobody is ahead any more by the time that it is not counted here.
    String(knownSeconds + 1),
    String(mostAhead * millionths),
    ...budgets.flatMap(({ limit, seconds }) => [String(limit), String(seconds)]),
  ]
}

function toAnswer(reply: z.infer<typeof answer>, ask: AdmissionAsk): AdmissionAnswer {
  if (reply[0] === 'record') return { kind: 'record', record: reply[1] || undefined }
  if (reply[0] === 'revoked') return { kind: 'revoked' }
  if (reply[0] === 'repeated') {
    const [, known, ...rest] = reply
    return { kind: 'repeated', known, ...toUses(rest) }
  }
  if (reply[0] === 'limited') {
    const [, by, retryAfterSeconds, ...rest] = reply
    return { kind: 'limited', by, retryAfterSeconds, ...toUses(rest) }
  }
  const [, second, requests, requestsReset, tokens, tokensReset, known, cached, epoch, near] = reply
  const { caller, slot, nanoUsd } = ask
  const budgets = ask.budgets.map(({ name }) => name)
  return {
    kind: 'admitted',
    reservation: { caller, slot, second, tokens: ask.tokens, budgets, nanoUsd },
    ...toUses([requests, requestsReset, tokens, tokensReset, known]),
    cached: cached || undefined,
    epoch,
    ...toNearness(near),
  }
}

const millionths = 1e6

function toNearness([fullest, granted]: z.infer<typeof nearness>) {
  if (fullest === undefined || granted === undefined) return {}
  return { nearness: { fullest: fullest / millionths, granted: granted / millionths } }
}

type Rest = readonly [number, number, number, number, z.infer<typeof health>]

function toUses([requests, requestsReset, tokens, tokensReset, known]: Rest) {
  const uses = {
    requests: { used: requests, resetSeconds: requestsReset },
    tokens: { used: tokens, resetSeconds: tokensReset },
  }
  const [storeNow, edge, processing, canaries] = known
  if (storeNow === undefined || edge === undefined || processing === undefined) return uses
  return { ...uses, health: { storeNow, edge, processing, canaries } }
}
