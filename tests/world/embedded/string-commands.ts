import { addFloats, addIntegers } from './add-numbers'
import type { Commands } from './commands'
import type { Keyspace } from './create-keyspace'
import { redisErrors } from './redis-errors'

/** GET, SET and what counts in place. */
export const stringCommands: Commands = {
  GET: ([key = ''], keyspace) => textAt(keyspace, key) ?? null,
  SET: ([key = '', value = '', ...options], keyspace) => set(keyspace, { key, value, options }),
  SETEX: ([key = '', seconds = '', value = ''], keyspace) =>
    set(keyspace, { key, value, options: ['EX', seconds] }),
  MGET: (keys, keyspace) =>
    keys.map(key => {
      const entry = keyspace.find(key)
      return entry?.kind === 'string' ? entry.value : null
    }),
  INCR: ([key = ''], keyspace) => increment(keyspace, { key, amount: '1' }),
  INCRBY: ([key = '', amount = ''], keyspace) => increment(keyspace, { key, amount }),
  INCRBYFLOAT: ([key = '', amount = ''], keyspace) => {
    const value = addFloats(textAt(keyspace, key) ?? '0', amount)
    keyspace.put(key, { kind: 'string', value, expiresAt: keyspace.find(key)?.expiresAt })
    return value
  },
}

function textAt(keyspace: Keyspace, key: string): string | undefined {
  const entry = keyspace.find(key)
  if (entry && entry.kind !== 'string') throw redisErrors.wrongType()
  return entry?.value
}

function increment(keyspace: Keyspace, { key, amount }: { key: string; amount: string }): number {
  const sum = addIntegers(textAt(keyspace, key) ?? '0', amount)
  keyspace.put(key, { kind: 'string', value: String(sum), expiresAt: keyspace.find(key)?.expiresAt })
  return sum
}

function set(
  keyspace: Keyspace,
  { key, value, options }: { key: string; value: string; options: string[] },
): 'OK' | null {
  let lifetime: number | undefined
  const exists = keyspace.find(key) !== undefined
  for (let index = 0; index < options.length; index += 1) {
    const option = options[index]?.toUpperCase()
    if (option === 'EX' || option === 'PX') {
      index += 1
      lifetime = addIntegers('0', options[index] ?? '') * (option === 'EX' ? 1000 : 1)
    } else if (option !== 'NX' && option !== 'XX') throw redisErrors.syntax()
    if ((option === 'NX' && exists) || (option === 'XX' && !exists)) return null
  }
  const expiresAt = lifetime === undefined ? undefined : keyspace.now() + lifetime
  keyspace.put(key, { kind: 'string', value, expiresAt })
  return 'OK'
}
