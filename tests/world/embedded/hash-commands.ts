import { addFloats, addIntegers } from './add-numbers'
import type { Commands } from './commands'
import type { Keyspace } from './create-keyspace'
import { redisErrors } from './redis-errors'
import { toPairs } from './to-pairs'

/** Fields with values under one key. */
export const hashCommands: Commands = {
  HGET: ([key = '', field = ''], keyspace) => hashAt(keyspace, key)?.get(field) ?? null,
  HGETALL: ([key = ''], keyspace) => [...(hashAt(keyspace, key) ?? [])].flat(),
  HMGET: ([key = '', ...fields], keyspace) => {
    const hash = hashAt(keyspace, key)
    return fields.map(field => hash?.get(field) ?? null)
  },
  HVALS: ([key = ''], keyspace) => [...(hashAt(keyspace, key)?.values() ?? [])],
  HLEN: ([key = ''], keyspace) => hashAt(keyspace, key)?.size ?? 0,
  HEXISTS: ([key = '', field = ''], keyspace) => (hashAt(keyspace, key)?.has(field) ? 1 : 0),
  HSET: ([key = '', ...fields], keyspace) => {
    const hash = madeHash(keyspace, key)
    const before = hash.size
    for (const [field, value] of toPairs(fields)) hash.set(field, value)
    return hash.size - before
  },
  HDEL: ([key = '', ...fields], keyspace) => {
    const hash = hashAt(keyspace, key)
    const removed = fields.filter(field => hash?.delete(field)).length
    if (hash?.size === 0) keyspace.remove(key)
    return removed
  },
  HINCRBY: ([key = '', field = '', amount = ''], keyspace) => {
    const sum = addIntegers(hashAt(keyspace, key)?.get(field) ?? '0', amount)
    madeHash(keyspace, key).set(field, String(sum))
    return sum
  },
  HINCRBYFLOAT: ([key = '', field = '', amount = ''], keyspace) => {
    const sum = addFloats(hashAt(keyspace, key)?.get(field) ?? '0', amount)
    madeHash(keyspace, key).set(field, sum)
    return sum
  },
}

function hashAt(keyspace: Keyspace, key: string): Map<string, string> | undefined {
  const entry = keyspace.find(key)
  if (entry && entry.kind !== 'hash') throw redisErrors.wrongType()
  return entry?.value
}

function madeHash(keyspace: Keyspace, key: string): Map<string, string> {
  const found = hashAt(keyspace, key)
  if (found) return found
  const value = new Map<string, string>()
  keyspace.put(key, { kind: 'hash', value })
  return value
}
