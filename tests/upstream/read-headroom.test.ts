import { describe, expect, it } from 'vitest'
import { readHeadroom } from '@/lib/upstream/read-headroom'

type Said = Readonly<Record<string, string>>

function of(said: Said) {
  const headers = new Headers()
  for (const [name, value] of Object.entries(said)) headers.set(`x-ratelimit-${name}`, value)
  return readHeadroom(headers, 0)
}

const half = { 'limit-requests': '100', 'remaining-requests': '50' }

describe('what is left of an endpoint’s own limits', () => {
  it('is a share of them', () => {
    expect(of({ ...half, 'reset-requests': '1s' })).toEqual({ share: 0.5, resetMs: 1000 })
  })

  it('is that of the scarcer one', () => {
    const tokens = { 'limit-tokens': '150000', 'remaining-tokens': '15000', 'reset-tokens': '12s' }
    expect(of({ ...half, 'reset-requests': '1s', ...tokens })).toEqual({ share: 0.1, resetMs: 12_000 })
    expect(of({ ...tokens, 'limit-requests': '60', 'remaining-requests': '0' })?.share).toBe(0)
  })

  it('is never more than all', () => {
    expect(of({ 'limit-requests': '10', 'remaining-requests': '600' })?.share).toBe(1)
  })

  it.each<[string, Said]>([
    ['nothing', {}],
    ['no limit', { 'remaining-requests': '0' }],
    ['nothing of what is left', { 'limit-requests': '100' }],
    ['a limit of 0', { 'limit-requests': '0', 'remaining-requests': '0' }],
    ['less than nothing', { ...half, 'remaining-requests': '-1' }],
    ['a part', { ...half, 'remaining-requests': '1.5' }],
    ['words', { ...half, 'limit-requests': 'many' }],
    ['nothing between spaces', { ...half, 'limit-requests': ' ' }],
    ['more than anybody allows', { ...half, 'limit-requests': '9'.repeat(400) }],
  ])('is not known where it says %s', (_, said) => {
    expect(of(said)).toBeUndefined()
  })
})

describe('for how long that holds', () => {
  it.each([
    ['1s', 1000],
    ['120ms', 120],
    ['1.5s', 1500],
    ['59s', 59_000],
    ['0m12s', 12_000],
    ['1m0s', 60_000],
    ['6m0s', 60_000],
    ['24h0m0s', 60_000],
    ['9'.repeat(30), 60_000],
    ['soon', 60_000],
    ['', 60_000],
    ['-1', 60_000],
    [`${'9'.repeat(400)}s`, 60_000],
  ])('%s is %d ms, and never more than a minute', (reset, resetMs) => {
    expect(of({ ...half, 'reset-requests': reset })?.resetMs).toBe(resetMs)
  })

  it('is a minute where it does not say', () => {
    expect(of(half)?.resetMs).toBe(60_000)
  })

  // What reads it whole takes minutes, and fails by the runner's limit.
  it('of a million characters is a minute', () => {
    expect(of({ ...half, 'reset-requests': '1'.repeat(1_000_000) })?.resetMs).toBe(60_000)
  })
})
