import type { Redis } from 'ioredis'
import type { ConnectRedis } from '@/lib/gateway/production'

// A server that has gone without a word leaves a connection that looks as if it were one.
const silentMs = 3000
const longestPauseMs = 1000

/**
 * Speaks to a Redis server itself over a connection, which spares each command the request that it is over REST.
 * `url` is `redis://` or `rediss://` (TLS), with user, password and database as usual. What was under way when the
 * connection was lost fails and is not sent again: it may have been done.
 */
export function createNodeRedis(url: string): ReturnType<ConnectRedis> {
  const connected = connect(url)
  return async ({ path, body }, signal) => {
    const [kind = 'command'] = path ?? []
    if (kind !== 'command' && kind !== 'pipeline')
      throw new Error(`Expected a command or a pipeline, received ${kind}.`)
    const run = kind === 'pipeline' ? runAll : runOne
    return await orSignal(
      connected.then(redis => run(redis, body)),
      signal,
    )
  }
}

async function connect(url: string): Promise<Redis> {
  // Loaded here, since a server without a Redis of its own would start a quarter later.
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    // Replies are as REST has them: flat lists, and figures with a point as texts.
    protocol: 2,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // The first command goes out without a question before it.
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: silentMs,
    socketTimeout: silentMs,
    retryStrategy: attempt => Math.min(50 * attempt, longestPauseMs),
    // Such as where the server has become a replica, and the name leads to another by now.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  })
  // Each command's own promise tells of it.
  redis.on('error', () => {})
  return redis
}

async function runOne(redis: Redis, body: unknown): Promise<unknown> {
  const [name, ...values] = commandOf(body)
  return { result: await redis.call(name, ...values) }
}

async function runAll(redis: Redis, body: unknown): Promise<unknown> {
  if (!Array.isArray(body)) throw notUnderstood(body)
  const pipeline = redis.pipeline()
  for (const each of body) {
    const [name, ...values] = commandOf(each)
    pipeline.call(name, ...values)
  }
  const outcomes = (await pipeline.exec()) ?? []
  return outcomes.map(([error, result]) => (error === null ? { result } : { error: error.message }))
}

// Upstash has a flag of its own for scripts, which no other server takes.
const upstashFlag = /^#!lua flags=allow-key-locking[^\n]*\n/

function commandOf(body: unknown): [string, ...string[]] {
  if (!Array.isArray(body) || body.length === 0) throw notUnderstood(body)
  const [name = '', ...values] = body.map(String)
  const command = name.toUpperCase()
  if (command === 'EVAL') values[0] = values[0]?.replace(upstashFlag, '') ?? ''
  // In capitals, or the client reshapes some replies.
  return [command, ...values]
}

function notUnderstood(body: unknown): Error {
  return new Error(`Expected a command as a list that begins with its name, received ${typeof body}.`)
}

function orSignal(reply: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    reply.then(resolve, reject)
  })
}
