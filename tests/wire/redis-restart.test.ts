import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { gatewayHostName } from '../world/gateway-host'
import { countBy } from './support/count-by'
import { redisItself } from './support/redis-itself'
import type { Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

// Only a server of Node's can speak to Redis otherwise.
const ways = { 'over REST': () => ({}), ...(gatewayHostName() === 'node' && { itself: redisItself }) }

async function startAgain(port: number): Promise<ChildProcess> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] })
  let log = ''
  child.stdout.on('data', piece => {
    log += piece
  })
  await vi.waitFor(() => expect(log).toContain('Ready to accept connections'), { timeout: 5000 })
  return child
}

describe.each(Object.entries(ways))(
  'a Redis server spoken to %s that is killed under load and started again, empty',
  (_, environment) => {
    let access: Access
    let again: ChildProcess | undefined
    beforeAll(async () => {
      access = await startAccess({
        plans: { paid: { requestsPerMinute: 10_000 }, ten: { requestsPerMinute: 10 } },
        environment,
      })
    })
    afterAll(async () => {
      await access.close()
      again?.kill('SIGKILL')
    })

    it('costs no call of a paid plan, and limits are exact again', async () => {
      const { redis } = access.world
      if (redis === undefined) throw new Error('This world has no Redis.')
      const { key } = await access.makeKey('paid')
      expect((await access.sendAs(key)).status).toBe(200)
      const replies: Reply[] = []
      let isOver = false
      const load = Array.from({ length: 4 }, async () => {
        while (!isOver) replies.push(await access.sendAs(key))
      })
      await vi.waitFor(() => expect(replies.length).toBeGreaterThan(20), { timeout: 5000 })
      process.kill(redis.pid, 'SIGKILL')
      await vi.waitFor(() => expect(replies.at(-1)?.headers.get('x-degraded')).toBe('limiter'), {
        timeout: 5000,
      })
      const lost = replies.length
      await vi.waitFor(() => expect(replies.length).toBeGreaterThan(lost + 20), { timeout: 5000 })
      isOver = true
      await Promise.all(load)
      again = await startAgain(redis.port)
      expect(countBy(replies, ({ status }) => status)).toEqual({ 200: replies.length })

      // It has forgotten every key, and those that are made now are counted by it.
      const ten = await vi.waitFor(
        async () => {
          const made = await access.makeKey('ten')
          const { status, headers } = await access.sendAs(made.key)
          expect([status, headers.get('x-degraded')]).toEqual([200, null])
          return made
        },
        { timeout: 15_000, interval: 200 },
      )
      const later = await Promise.all(Array.from({ length: 20 }, () => access.sendAs(ten.key)))
      expect(countBy(later, ({ status }) => status)).toEqual({ 200: 9, 429: 11 })
      expect((await access.sendAs(key)).status).toBe(401)
    })
  },
)
