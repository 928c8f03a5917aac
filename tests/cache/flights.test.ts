import { describe, expect, it } from 'vitest'
import { createFlights } from '@/lib/cache/flights'
import { ApiError } from '@/lib/openai/api-error'

const failed = { kind: 'failed', error: new ApiError('upstream_timeout', 'No.') } as const
const answered = {
  kind: 'answered',
  entry: { storedAt: 0, ttlSeconds: 60, form: 'plain', text: '{}' },
} as const
const now = 1000
const alone = { kind: 'alone' } as const

describe('a flight', () => {
  it('is found by its key alone, until it ends', () => {
    const flights = createFlights()
    const flight = flights.begin('a', { now })
    expect(flights.find('a')).toBe(flight)
    expect(flights.find('b')).toBeUndefined()
    flights.end('a', { flight, how: alone })
    expect(flights.find('a')).toBeUndefined()
  })

  it('tells those who hold it how it ended', () => {
    const flights = createFlights()
    const flight = flights.begin('a', { now })
    const held = flights.find('a')
    expect(held?.end).toBeUndefined()
    flights.end('a', { flight, how: failed })
    expect(held?.end).toBe(failed)
  })

  it('ends once: what is said later changes nothing', () => {
    const flights = createFlights()
    const flight = flights.begin('a', { now })
    flights.end('a', { flight, how: failed })
    flights.end('a', { flight, how: alone })
    expect(flight.end).toBe(failed)
  })

  it('that ends late does not end the one that was begun since', () => {
    const flights = createFlights()
    const first = flights.begin('a', { now })
    flights.end('a', { flight: first, how: failed })
    const second = flights.begin('a', { now })
    flights.end('a', { flight: first, how: alone })
    expect(flights.find('a')).toBe(second)
    expect(second.end).toBeUndefined()
  })

  it('knows when it was begun and what came before it', () => {
    const flights = createFlights()
    expect(flights.begin('a', { now })).toMatchObject({ begunAt: now, before: { failures: 0, late: 0 } })
    const before = { failures: 1, late: 2 }
    expect(flights.begin('b', { now, before }).before).toEqual(before)
  })

  describe('that was begun beside another', () => {
    function build() {
      const flights = createFlights()
      const first = flights.begin('a', { now })
      return { flights, first, second: flights.begin('a', { now: now + 10 }) }
    }

    it('is the one that is found', () => {
      const { flights, second } = build()
      expect(flights.find('a')).toBe(second)
    })

    it('ends with the other’s answer, and there is none any more', () => {
      const { flights, first, second } = build()
      flights.end('a', { flight: first, how: answered })
      expect(second.end).toBe(answered)
      expect(flights.find('a')).toBeUndefined()
      flights.end('a', { flight: second, how: failed })
      expect(second.end).toBe(answered)
    })

    it('does not end by the other’s failure', () => {
      const { flights, first, second } = build()
      flights.end('a', { flight: first, how: failed })
      expect([second.end, flights.find('a')]).toEqual([undefined, second])
    })
  })
})
