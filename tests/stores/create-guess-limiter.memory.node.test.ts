import { Redis } from '@upstash/redis'
import { expect, it } from 'vitest'
import { createGuessLimiter } from '@/lib/stores/create-guess-limiter'

// Redis's own answer for an address over its limit, without the network: many of them take seconds.
const refusing = new Redis({ request: async () => ({ result: JSON.parse('[-1,100]') }) })

it('of twelve thousand blocked addresses the ten thousand latest are remembered', async () => {
  const now = Date.now()
  const guesses = createGuessLimiter(refusing, () => now)
  const rounds = Array.from({ length: 12 }, (_, round) =>
    Array.from({ length: 1000 }, (_, at) => `203.${round}.${at >> 8}.${at & 255}`),
  )
  for (const addresses of rounds) await Promise.all(addresses.map(address => guesses.count(address)))
  const blocked = rounds.map(addresses => addresses.filter(address => guesses.isBlocked(address)).length)
  expect(blocked).toEqual([0, 0, ...Array(10).fill(1000)])
})
