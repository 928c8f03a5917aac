import type { Commands } from './commands'
import type { Keyspace } from './create-keyspace'
import { redisErrors } from './redis-errors'

/** Members under one key, each one once. */
export const setCommands: Commands = {
  SMEMBERS: ([key = ''], keyspace) => [...(setAt(keyspace, key) ?? [])],
  SMISMEMBER: ([key = '', ...members], keyspace) => {
    const value = setAt(keyspace, key)
    return members.map(member => (value?.has(member) ? 1 : 0))
  },
  SADD: ([key = '', ...members], keyspace) => {
    const value = setAt(keyspace, key) ?? new Set<string>()
    const before = value.size
    for (const member of members) value.add(member)
    if (before === 0) keyspace.put(key, { kind: 'set', value })
    return value.size - before
  },
  SREM: ([key = '', ...members], keyspace) => {
    const value = setAt(keyspace, key)
    const removed = members.filter(member => value?.delete(member)).length
    if (value?.size === 0) keyspace.remove(key)
    return removed
  },
}

function setAt(keyspace: Keyspace, key: string): Set<string> | undefined {
  const entry = keyspace.find(key)
  if (entry && entry.kind !== 'set') throw redisErrors.wrongType()
  return entry?.value
}
