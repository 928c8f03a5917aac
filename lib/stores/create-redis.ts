import { Redis } from '@upstash/redis'
import { createRequester } from '@/lib/stores/create-requester'
import type { RedisTransport } from '@/lib/stores/redis-transport'
import type { Hearing } from '@/lib/stores/start-silence-timer'
import type { Effects } from '@/lib/upstream/effects'

type Options = Pick<Effects, 'startTimer' | 'now'> & {
  /** What is known of how busy Redis is; nothing by default. */
  readonly hearing?: Hearing
  readonly timeoutMs?: number
  /** Whether replies that look like JSON are read as such. */
  readonly parseReplies?: boolean
}

const unheard: Hearing = { lastAnswerAt: () => 0, unanswered: () => 0 }

/** The Redis client with limits that suit a request path: one try, 150 ms of silence, and each command a request of its own. */
export function createRedis(
  send: RedisTransport,
  { hearing = unheard, timeoutMs = 150, parseReplies = false, ...effects }: Options,
): Redis {
  const redis = new Redis(createRequester(send, { ...effects, hearing, timeoutMs }))
  // With a requester of one's own the constructor takes no options.
  return Object.assign(redis, { opts: { automaticDeserialization: parseReplies } })
}
