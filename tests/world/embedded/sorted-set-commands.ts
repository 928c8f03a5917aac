import type { Commands } from './commands'
import type { Keyspace } from './create-keyspace'
import { redisErrors } from './redis-errors'
import { toPairs } from './to-pairs'

/** Members under one key in the order of their scores. */
export const sortedSetCommands: Commands = {
  ZADD: ([key = '', ...rest], keyspace) => {
    const scores = scoresAt(keyspace, key) ?? new Map<string, number>()
    const before = scores.size
    for (const [score, member] of toPairs(rest)) scores.set(member, toScore(score))
    if (before === 0) keyspace.put(key, { kind: 'zset', value: scores })
    return scores.size - before
  },
  ZREM: ([key = '', ...members], keyspace) => remove(keyspace, { key, members }),
  ZREMRANGEBYSCORE: ([key = '', low = '', high = ''], keyspace) =>
    remove(keyspace, { key, members: membersBetween(keyspace, { key, low, high }) }),
  ZCARD: ([key = ''], keyspace) => scoresAt(keyspace, key)?.size ?? 0,
  ZCOUNT: ([key = '', low = '', high = ''], keyspace) => membersBetween(keyspace, { key, low, high }).length,
  ZSCORE: ([key = '', member = ''], keyspace) => {
    const score = scoresAt(keyspace, key)?.get(member)
    return score === undefined ? null : String(score)
  },
  ZRANGE: ([key = '', from = '', to = '', ...options], keyspace) => {
    const wanted = new Set(options.map(option => option.toUpperCase()))
    const ranked = rank(scoresAt(keyspace, key) ?? new Map())
    if (wanted.has('REV')) ranked.reverse()
    const [low, high] = wanted.has('REV') ? [to, from] : [from, to]
    const found = wanted.has('BYSCORE')
      ? filterByScore(ranked, { low, high })
      : sliceOf(ranked, { from: Number(from), to: Number(to) })
    return found.flatMap(([member, score]) => (wanted.has('WITHSCORES') ? [member, String(score)] : [member]))
  },
}

function scoresAt(keyspace: Keyspace, key: string): Map<string, number> | undefined {
  const entry = keyspace.find(key)
  if (entry && entry.kind !== 'zset') throw redisErrors.wrongType()
  return entry?.value
}

function remove(keyspace: Keyspace, { key, members }: { key: string; members: readonly string[] }): number {
  const scores = scoresAt(keyspace, key)
  const removed = members.filter(member => scores?.delete(member)).length
  if (scores?.size === 0) keyspace.remove(key)
  return removed
}

function membersBetween(
  keyspace: Keyspace,
  { key, ...range }: { key: string; low: string; high: string },
): string[] {
  return filterByScore([...(scoresAt(keyspace, key) ?? [])], range).map(([member]) => member)
}

// Equal scores stand in the order of their members' bytes.
function rank(scores: Map<string, number>): [string, number][] {
  return [...scores].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
}

function toScore(text: string): number {
  const score = Number(text.replace(/^([+-]?)inf$/i, '$1Infinity'))
  if (text === '' || Number.isNaN(score)) throw redisErrors.notFloat()
  return score
}

function filterByScore(
  scores: readonly [string, number][],
  range: { low: string; high: string },
): [string, number][] {
  const isInRange = toRange(range)
  return scores.filter(([, score]) => isInRange(score))
}

// `(5` leaves 5 itself out.
function toRange({ low, high }: { low: string; high: string }): (score: number) => boolean {
  const [from, to] = [toBound(low), toBound(high)]
  return score =>
    (from.isOpen ? score > from.score : score >= from.score) &&
    (to.isOpen ? score < to.score : score <= to.score)
}

function toBound(text: string): { score: number; isOpen: boolean } {
  try {
    return { score: toScore(text.replace('(', '')), isOpen: text.startsWith('(') }
  } catch {
    throw redisErrors.rangeNotFloat()
  }
}

function sliceOf<Item>(items: Item[], { from, to }: { from: number; to: number }): Item[] {
  if (!Number.isInteger(from) || !Number.isInteger(to)) throw redisErrors.notInteger()
  const start = from < 0 ? Math.max(0, items.length + from) : from
  return items.slice(start, (to < 0 ? items.length + to : to) + 1)
}
