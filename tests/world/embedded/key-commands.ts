import { addIntegers } from './add-numbers'
import type { Commands } from './commands'
import type { Keyspace } from './create-keyspace'

/** What holds for a key of any kind, and for the server. */
export const keyCommands: Commands = {
  PING: ([message]) => message ?? 'PONG',
  TIME: (_, keyspace) => {
    const now = keyspace.now()
    return [String(Math.floor(now / 1000)), String((now % 1000) * 1000)]
  },
  DEL: (keys, keyspace) => keys.filter(key => keyspace.remove(key)).length,
  EXISTS: (keys, keyspace) => keys.filter(key => keyspace.find(key)).length,
  EXPIRE: ([key = '', seconds = ''], keyspace) =>
    expire(keyspace, { key, lifetime: addIntegers('0', seconds) * 1000 }),
  PEXPIRE: ([key = '', ms = ''], keyspace) => expire(keyspace, { key, lifetime: addIntegers('0', ms) }),
  TTL: ([key = ''], keyspace) => {
    const left = timeLeft(keyspace, key)
    return left < 0 ? left : Math.round(left / 1000)
  },
  PTTL: ([key = ''], keyspace) => timeLeft(keyspace, key),
  KEYS: ([pattern = '*'], keyspace) => {
    const matching = toExpression(pattern)
    return keyspace.keys().filter(key => matching.test(key))
  },
  // All of it at once: the cursor is at its end.
  SCAN: ([, ...options], keyspace) => {
    const at = options.findIndex(option => option.toUpperCase() === 'MATCH')
    const matching = toExpression((at < 0 ? undefined : options[at + 1]) ?? '*')
    return ['0', keyspace.keys().filter(key => matching.test(key))]
  },
  FLUSHALL: (_, keyspace) => {
    keyspace.clear()
    return 'OK'
  },
}

function expire(keyspace: Keyspace, { key, lifetime }: { key: string; lifetime: number }): 0 | 1 {
  const entry = keyspace.find(key)
  if (!entry) return 0
  keyspace.put(key, { ...entry, expiresAt: keyspace.now() + lifetime })
  return 1
}

// Redis: -2 is no such key, -1 is a key that stays.
function timeLeft(keyspace: Keyspace, key: string): number {
  const entry = keyspace.find(key)
  if (!entry) return -2
  return entry.expiresAt === undefined ? -1 : entry.expiresAt - keyspace.now()
}

function toExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')
}
