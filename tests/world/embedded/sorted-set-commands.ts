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
  ZREM: ([key = '', ...members], keyspace) => {
    const scores = scoresAt(keyspace, key)
    const removed = members.filter(member => scores?.delete(member)).length
    if (scores?.size === 0) keyspace.remove(key)
    return removed
  },
  ZRANGE: ([key = '', from = '', to = '', ...options], keyspace) => {
    const wanted = new Set(options.map(option => option.toUpperCase()))
    const ranked = rank(scoresAt(keyspace, key) ?? new Map())
    if (wanted.has('REV')) ranked.reverse()
    const [low, high] = wanted.has('REV') ? [to, from] : [from, to]
    const found = wanted.has('BYSCORE')
      ? ranked.filter(([, score]) => isBetween(score, { low, high }))
      : sliceOf(ranked, { from: Number(from), to: Number(to) })
    return found.flatMap(([member, score]) => (wanted.has('WITHSCORES') ? [member, String(score)] : [member]))
  },
}

function scoresAt(keyspace: Keyspace, key: string): Map<string, number> | undefined {
  const entry = keyspace.find(key)
  if (entry && entry.kind !== 'zset') throw redisErrors.wrongType()
  return entry?.value
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

function isBetween(score: number, { low, high }: { low: string; high: string }): boolean {
  const above = low.startsWith('(') ? score > toScore(low.slice(1)) : score >= toScore(low)
  return above && (high.startsWith('(') ? score < toScore(high.slice(1)) : score <= toScore(high))
}

function sliceOf<Item>(items: Item[], { from, to }: { from: number; to: number }): Item[] {
  if (!Number.isInteger(from) || !Number.isInteger(to)) throw redisErrors.notInteger()
  const start = from < 0 ? Math.max(0, items.length + from) : from
  return items.slice(start, (to < 0 ? items.length + to : to) + 1)
}
