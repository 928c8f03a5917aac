import type { Redis } from '@upstash/redis'
import * as z from 'zod'
import type { AdmissionAnswer, AdmissionAsk, AdmissionStore } from '@/lib/access/admission-store'
import type { Limits, Reservation, Settlement } from '@/lib/access/limits'
import { knownSeconds, mostAhead } from '@/lib/access/local-allowance'
import { slotSeconds, windowSeconds } from '@/lib/access/memory-limiter'
import { admissionScript, settlementScript } from '@/lib/stores/admission-script'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { millionths, readAdmissionReply } from '@/lib/stores/read-admission-reply'
import { redisKeys } from '@/lib/stores/redis-keys'
import { settlementCommand } from '@/lib/stores/settlement-command'

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
    return readAdmissionReply(await admission.exec(keys, scriptArguments(ask)), ask)
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
