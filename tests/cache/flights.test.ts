import { describe, expect, it } from 'vitest'
import { createFlights } from '@/lib/cache/flights'
import { ApiError } from '@/lib/openai/api-error'

const failed = { kind: 'failed', error: new ApiError('upstream_timeout', 'No.') } as const
const answered = {
  kind: 'answered',
  entry: { storedAt: 0, ttlSeconds: 60, form: 'plain', text: '{}' },
} as const
const now = 1000
const longestMs = 5000
const alone = { kind: 'alone' } as const

describe('a flight', () => {
  it('is found by its key alone, until it ends', () => {
    const flights = createFlights(longestMs)
    const flight = flights.begin('a', { now })
    expect(flights.find('a', now)).toBe(flight)
    expect(flights.find('b', now)).toBeUndefined()
    flights.end('a', { flight, how: alone })
    expect(flights.find('a', now)).toBeUndefined()
  })

  it('tells those who hold it how it ended', () => {
    const flights = createFlights(longestMs)
    const flight = flights.begin('a', { now })
    const held = flights.find('a', now)
    expect(held?.end).toBeUndefined()
    flights.end('a', { flight, how: failed })
    expect(held?.end).toBe(failed)
  })

  it('ends once: what is said later changes nothing', () => {
    const flights = createFlights(longestMs)
    const flight = flights.begin('a', { now })
    flights.end('a', { flight, how: failed })
    flights.end('a', { flight, how: alone })
    expect(flight.end).toBe(failed)
  })

  it('that ends late does not end the one that was begun since', () => {
    const flights = createFlights(longestMs)
    const first = flights.begin('a', { now })
    flights.end('a', { flight: first, how: failed })
    const second = flights.begin('a', { now })
    flights.end('a', { flight: first, how: alone })
    expect(flights.find('a', now)).toBe(second)
    expect(second.end).toBeUndefined()
  })

  it('knows when it was begun and what came before it', () => {
    const flights = createFlights(longestMs)
    expect(flights.begin('a', { now })).toMatchObject({ begunAt: now, before: { failures: 0, late: 0 } })
    const before = { failures: 1, late: 2 }
    expect(flights.begin('b', { now, before }).before).toEqual(before)
  })

  describe('that was begun beside another', () => {
    function build() {
      const flights = createFlights(longestMs)
      const first = flights.begin('a', { now })
      return { flights, first, second: flights.begin('a', { now: now + 10 }) }
    }

    it('is the one that is found', () => {
      const { flights, second } = build()
      expect(flights.find('a', now)).toBe(second)
    })

    it('ends with the other’s answer, and there is none any more', () => {
      const { flights, first, second } = build()
      flights.end('a', { flight: first, how: answered })
      expect(second.end).toBe(answered)
      expect(flights.find('a', now)).toBeUndefined()
      flights.end('a', { flight: second, how: failed })
      expect(second.end).toBe(answered)
    })

    it('does not end by the other’s failure', () => {
      const { flights, first, second } = build()
      flights.end('a', { flight: first, how: failed })
      expect([second.end, flights.find('a', now)]).toEqual([undefined, second])
    })
  })

  it('that nobody has ended is none any more once it has lasted too long', () => {
    const flights = createFlights(longestMs)
    const lost = flights.begin('a', { now })
    const other = flights.begin('b', { now: now + 10 })
    expect(flights.find('a', now + longestMs)).toBe(lost)
    expect(flights.find('a', now + longestMs + 1)).toBeUndefined()
    expect(flights.find('b', now + longestMs + 10)).toBe(other)
    const next = flights.begin('a', { now: now + longestMs + 2 })
    flights.end('a', { flight: lost, how: failed })
    expect(flights.find('a', now + longestMs + 20)).toBe(next)
  })
})
