import { describe, expect, it } from 'vitest'
import { createFlights } from '@/lib/cache/flights'
import { ApiError } from '@/lib/openai/api-error'

const failed = { kind: 'failed', error: new ApiError('upstream_timeout', 'No.') } as const
const alone = { kind: 'alone' } as const

describe('a flight', () => {
  it('is found by its key alone, until it ends', () => {
    const flights = createFlights()
    const flight = flights.begin('a')
    expect(flights.find('a')).toBe(flight)
    expect(flights.find('b')).toBeUndefined()
    flights.end('a', { flight, how: alone })
    expect(flights.find('a')).toBeUndefined()
  })

  it('tells those who hold it how it ended', () => {
    const flights = createFlights()
    const flight = flights.begin('a')
    const held = flights.find('a')
    expect(held?.end).toBeUndefined()
    flights.end('a', { flight, how: failed })
    expect(held?.end).toBe(failed)
  })

  it('ends once: what is said later changes nothing', () => {
    const flights = createFlights()
    const flight = flights.begin('a')
    flights.end('a', { flight, how: failed })
    flights.end('a', { flight, how: alone })
    expect(flight.end).toBe(failed)
  })

  it('that ends late does not end the one that was begun since', () => {
    const flights = createFlights()
    const first = flights.begin('a')
    flights.end('a', { flight: first, how: failed })
    const second = flights.begin('a', 1)
    flights.end('a', { flight: first, how: alone })
    expect(flights.find('a')).toBe(second)
    expect(second.end).toBeUndefined()
  })

  it('knows how often it failed before', () => {
    const flights = createFlights()
    expect(flights.begin('a').failuresBefore).toBe(0)
    expect(flights.begin('b', 1).failuresBefore).toBe(1)
  })
})
